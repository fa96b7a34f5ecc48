/** What a server could reach at most: the work that no server in Node is spared, and none of its own. */

/**
 * Images a second of the control and of the bare runtime one after the other on the same cores: the seconds that each
 * takes for an image add up.
 */
export function ceilingOf(control: number, bare: number): number {
  return 1 / (1 / control + 1 / bare);
}
