/** For commands that take no flags: `--help` says what they do, and before anything is done. */

/**
 * Ends this process if it was given anything.
 * @param {string} command as people type it
 * @param {string} help what it does
 */
export function takesNoFlags(command, help) {
  const [given] = process.argv.slice(2);
  if (given === undefined) return;
  if (given === '--help') {
    console.log(`${command}\n\n${help}\n\nIt takes no flags.`);
    process.exit(0);
  }
  console.error(`${command} takes no flags, got '${given}'. \`${command} -- --help\` says what it does.`);
  process.exit(1);
}
