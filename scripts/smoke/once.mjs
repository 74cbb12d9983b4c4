/** A preparation that several cases need, made when the first asks for it and shared by all, its failure too. */
export const once = (make) => {
  const made = new Map();
  return (name = '', ...rest) => {
    if (!made.has(name)) made.set(name, make(name, ...rest));
    return made.get(name);
  };
};
