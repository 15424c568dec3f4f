// What a panel's live face needs of the browser. It is run for each panel, in the attribute of a picture in it: `this`.
// `keyboard.py` puts in the words for a kernel that has ended.

// Once for the page: JupyterLab takes arrows and letters for itself, to move between cells and to delete them; a list
// needs them. A link to a notebook opens as JupyterLab opens one of its text: by a command, which it takes without a
// warning from an output that the reader has run, and not from a widget.
if (!window.awsguideKeys) {
  window.awsguideKeys = true;
  document.addEventListener('focusin', (event) => {
    if (event.target.matches('.awsguide-panel select, .awsguide-panel input[type=radio]'))
      event.target.setAttribute('data-lm-suppress-shortcuts', 'true');
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('.awsguide-panel a.awsguide-notebook');
    const run = link?.closest('.jp-NotebookPanel')?.querySelector('.jp-RenderedHTMLCommon.jp-mod-trusted');
    const here = decodeURIComponent(location.pathname).split('/tree/')[1];
    if (!run || here === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const way = document.createElement('a');
    way.hidden = true;
    way.dataset.commandlinkerCommand = 'docmanager:open';
    way.dataset.commandlinkerArgs = JSON.stringify({
      path: here.slice(0, here.lastIndexOf('/') + 1) + link.getAttribute('href'),
    });
    run.append(way);
    way.click();
    way.remove();
  }, true);
}

const panel = this.closest('.awsguide-panel');
if (panel) {
  // A group of answers is called by the question before it.
  const name = () => {
    for (const box of panel.querySelectorAll('.awsguide-answers .widget-radio-box:not([role])')) {
      const question = box.closest('.awsguide-answers').previousElementSibling;
      box.setAttribute('role', 'radiogroup');
      box.setAttribute('aria-label', question?.textContent.trim() || '');
    }
  };
  // When the kernel ends, what it drew stays in the page and answers nobody: each panel says so.
  const bar = panel.closest('.jp-NotebookPanel')?.querySelector('.jp-NotebookPanel-toolbar');
  const over = () => {
    const now = bar?.querySelector('[data-status]')?.dataset.status;
    const ended = panel.classList.contains('jupyter-widgets-disconnected') || /restarting|dead|terminating/.test(now);
    if (panel.dataset.over || !ended) return;
    panel.dataset.over = 1;
    for (const piece of panel.children) piece.inert = true;
    const told = document.createElement('p');
    told.setAttribute('role', 'alert');
    told.textContent = '__OVER__';
    panel.prepend(told);
  };
  name();
  new MutationObserver(() => { name(); over(); }).observe(panel, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['class'],
  });
  if (bar)
    new MutationObserver(over).observe(bar, {
      attributes: true, subtree: true, childList: true, attributeFilter: ['data-status'],
    });
}
this.remove();
