/** An error with these properties, for `toThrow()`. */
export const errorLike = (properties: object): Error => expect.objectContaining(properties) as Error;
