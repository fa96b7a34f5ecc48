/**
 * Adds up the results that the test suites left in tmp/results and prints `N passed, N failed, N skipped`; its arguments
 * are the names of the CI stages that failed. Exits with 1 when anything did.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What vitest's JSON reporter writes, as far as it is read here.
 * @typedef {{ status: string, assertionResults: readonly { status: string }[] }} FileResult
 */

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'tmp/results');
const failedStages = process.argv.slice(2);
const files = existsSync(folder)
  ? readdirSync(folder).flatMap((name) => readResults(join(folder, name)))
  : [];

const statuses = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
const passed = count('passed');
// A file that cannot be loaded fails without a failed test in it.
const brokenFiles = files.filter(({ status, assertionResults }) => {
  return status === 'failed' && assertionResults.every((result) => result.status !== 'failed');
}).length;
const failedTests = count('failed') + brokenFiles;
const testStages = ['test', 'interop', 'browser'];
const otherStages = failedStages.filter((stage) => !testStages.includes(stage) || failedTests === 0).length;
const failed = failedTests + otherStages;
const skipped = statuses.length - passed - count('failed');

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** @param {string} status */
function count(status) {
  return statuses.filter((other) => other === status).length;
}

/**
 * @param {string} file
 * @returns {readonly FileResult[]}
 */
function readResults(file) {
  /** @type {{ testResults: readonly FileResult[] }} */
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return report.testResults;
}
