/** The time left of a run, from its recent pace. It has no clock: times come in. */

/** How much of the past tells the pace, and how densely it is kept; both in seconds. */
const memory = 60;
const spacing = 0.5;

/**
 * Makes a function that takes the step just done and the time (in seconds, of any steady clock) and tells the seconds
 * left until `steps`, or undefined as long as there is no pace to tell it from. Steps that a resumed run did earlier
 * do not count: the first call sets the start.
 */
export function createEta(steps: number): (step: number, seconds: number) => number | undefined {
  const marks: { step: number; seconds: number }[] = [];
  return (step, seconds) => {
    if (marks.length === 0 || seconds - marks[marks.length - 1].seconds >= spacing)
      marks.push({ step, seconds });
    while (marks.length > 1 && seconds - marks[1].seconds >= memory) marks.shift();
    const done = step - marks[0].step;
    const took = seconds - marks[0].seconds;
    return done > 0 && took > 0 ? (Math.max(0, steps - step) / done) * took : undefined;
  };
}
