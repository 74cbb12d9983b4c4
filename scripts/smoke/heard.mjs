/** Fails unless a program says, as its last line, that it heard the event. */
export const heard = ({ stdout, stderr }) => {
  if (!/(^|\n)heard 42\n$/.test(stdout)) throw new Error(`the event was not heard\n${stdout}${stderr}`);
  if (stderr !== '') throw new Error(`it complained\n${stderr}`);
};
