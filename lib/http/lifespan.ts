/** Networks that cut answers cut them at the same age: two that differ by less than this part of it say so. */
const ALIKE = 0.25;

/** A younger one (ms) was not cut for its age. */
const YOUNGEST = 1_000;

/** What part of that age an answer is followed at. */
const SAFE = 0.75;

/** How old answers get on this network. */
export interface Lifespan {
  /** At what age (ms) one has to be followed by the next; Infinity as long as nothing is known. */
  readonly age: () => number;
  /** One was cut at that age. */
  readonly cut: (age: number) => void;
}

/** Learns from answers that are cut. One alone says nothing: any loss of the network looks like that. */
export const createLifespan = (): Lifespan => {
  let last = Infinity;
  let known = Infinity;
  return {
    age: () => known * SAFE,
    cut: (age) => {
      if (age < YOUNGEST) return;
      if (Math.abs(age - last) <= ALIKE * age) known = Math.min(known, age, last);
      last = age;
    },
  };
};
