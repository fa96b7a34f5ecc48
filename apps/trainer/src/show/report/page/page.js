/** The report's small conveniences, in the browser: copying the command, following a run that still goes on. */

const copy = /** @type {HTMLButtonElement} */ (document.getElementById('copy'));
copy.addEventListener('click', () => {
  const command = document.getElementById('command');
  const done = () => (copy.textContent = 'Copied');
  // Pages opened from a disk may have no clipboard: then the text is selected, ready for the keys.
  if (navigator.clipboard) void navigator.clipboard.writeText(command?.textContent ?? '').then(done, select);
  else select();
  function select() {
    if (command) getSelection()?.selectAllChildren(command);
  }
});

/** Seconds between two looks at a file that training rewrites. */
const patience = 15;
const follow = /** @type {HTMLInputElement | null} */ (document.getElementById('follow'));
if (follow) {
  // The choice is kept in the address, which outlives the loading.
  follow.checked = location.hash === '#follow';
  let timer = 0;
  const choose = () => {
    clearTimeout(timer);
    history.replaceState(null, '', follow.checked ? '#follow' : '#');
    if (follow.checked) timer = window.setTimeout(() => location.reload(), patience * 1000);
  };
  follow.addEventListener('change', choose);
  if (follow.checked) choose();
}
