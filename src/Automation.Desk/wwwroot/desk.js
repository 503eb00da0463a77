// What only the browser knows or can do: the reader's time zone, the theme before the first paint, the height of a shown mail.
(() => {
  const key = 'automation.theme';
  const system = matchMedia('(prefers-color-scheme: dark)');
  const choice = () => localStorage.getItem(key) ?? 'system';
  const dark = () => choice() === 'dark' || (choice() === 'system' && system.matches);
  const dress = frame => frame.contentDocument?.documentElement.toggleAttribute('data-dark', dark() && !frame.classList.contains('paper'));
  const paint = () => {
    document.documentElement.toggleAttribute('data-dark', dark());
    document.querySelectorAll('iframe.mail-frame').forEach(dress);
  };
  system.addEventListener('change', paint);
  paint();

  // A mail's frame runs no script, so the page around it measures it.
  const fit = frame => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.style.height = Math.min(Math.ceil(page.getBoundingClientRect().height) + 2, 20000) + 'px';
  };
  const watched = new ResizeObserver(entries => entries.forEach(entry => fit(entry.target)));
  document.addEventListener('load', event => {
    const target = event.target;
    if (!(target instanceof HTMLIFrameElement) || !target.classList.contains('mail-frame')) return;
    dress(target);
    fit(target);
    target.contentDocument?.querySelectorAll('img').forEach(image => image.addEventListener('load', () => fit(target)));
    watched.observe(target);
  }, true);

  // A row is dragged only when the drag carries something; what it is the page knows.
  document.addEventListener('dragstart', event => {
    if (event.target instanceof Element && event.target.closest('[data-drag-row]')) event.dataTransfer?.setData('text/plain', '');
  });

  // A field of one line drops the ends of lines. What is pasted into a field for several values reaches the page in its parts:
  // line by line, or, when it is one line, between commas, semicolons and tabs.
  document.addEventListener('paste', event => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.hasAttribute('data-paste-parts')) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const lines = text.split(/[\r\n]+/).map(line => line.replace(/[\s,;]+$/, '')).filter(line => line.trim());
    const parts = (lines.length > 1 ? lines : (lines[0] ?? '').split(/[,;\t]/)).map(part => part.trim()).filter(part => part);
    if (parts.length < 2) return;
    event.preventDefault();
    field.value = [field.value, ...parts].filter(part => part.trim()).join('\u001f');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });

  window.desk = {
    reader: () => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC', theme: choice(), dark: system.matches }),
    setTheme: theme => { localStorage.setItem(key, theme); paint(); },
  };
})();
