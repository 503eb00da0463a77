// Puts the part of Elsa Studio into the page that its address asks for. Studio changes the address itself, after a run for instance, so every change is followed.
(() => {
  const api = new URL('/elsa/api', location.href).href;
  const studio = document.getElementById('studio');
  const ticket = document.getElementById('studio-ticket');
  const variables = document.getElementById('studio-variables');

  // Studio asks for its first page of instances before it has read the filters in the address, and shows them as set all the same. The address is right.
  const asked = new URLSearchParams(location.search);
  let isFirst = asked.has('hasIncidents') || asked.has('search');
  const fetch = window.fetch.bind(window);

  // A save says in which window it was made: a window's own saves may overtake each other, another's in between is told.
  const editor = crypto.randomUUID();
  const conflict = document.getElementById('studio-conflict');
  let answer = null;
  const keepBoth = problem => answer ??= new Promise(resolve => {
    const words = conflict.querySelector('p');
    const at = problem.at && new Date(problem.at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
    words.textContent = at ? words.dataset.changed.replace('{0}', problem.by ?? '').replace('{1}', problem.version).replace('{2}', at) : words.dataset.deleted;
    conflict.querySelector('[value=theirs]').onclick = () => location.reload();
    conflict.querySelector('[value=both]').onclick = () => { conflict.close(); answer = null; resolve(); };
    // Neither can be put off: what is written from here on would not be kept.
    conflict.oncancel = event => event.preventDefault();
    conflict.showModal();
  });
  const save = async (input, init) => {
    const headers = new Headers(init.headers);
    headers.set('X-Editor', editor);
    const body = init.body?.slice?.() ?? init.body;
    const first = await fetch(input, { ...init, body, headers });
    if (first.status !== 409) return first;
    const problem = await first.clone().json().catch(() => null);
    if (problem?.type !== 'urn:automation:changed-meanwhile') return first;
    await keepBoth(problem);
    headers.set('X-Keep-Both', 'true');
    return fetch(input, { ...init, signal: undefined, body, headers });
  };

  // Studio says nothing when a call is refused, so the page does.
  const refused = document.getElementById('studio-refused');
  let silence = 0;
  const told = async call => {
    const response = await call;
    if (response.status === 403 && new URL(response.url).pathname.startsWith('/elsa/api/')) {
      refused.showPopover();
      clearTimeout(silence);
      silence = setTimeout(() => refused.hidePopover(), 10_000);
    }
    return response;
  };

  window.fetch = (input, init) => {
    const to = new URL(input?.url ?? input, location.href).pathname;
    if (init?.method === 'POST' && to === '/elsa/api/workflow-definitions') return told(save(input, init));
    if (isFirst && init?.method === 'POST' && init.body && to.endsWith('/workflow-instances')) {
      isFirst = false;
      const body = JSON.parse(typeof init.body === 'string' ? init.body : new TextDecoder().decode(init.body));
      if (asked.has('hasIncidents')) body.hasIncidents ??= asked.get('hasIncidents').toLowerCase() === 'true';
      body.searchTerm ||= asked.get('search') ?? '';
      init = { ...init, body: JSON.stringify(body) };
    }
    return told(fetch(input, init));
  };

  // Entries of menus have nothing but their words to be known by. Alter leads to a page of Elsa's that is not here; what it does is done on the desk's own.
  const hidden = document.body.classList.contains('reader') ? ['Run', 'Duplicate', 'Cancel', 'Delete', 'Publish', 'Unpublish', 'Alter', 'Import'] : ['Alter'];
  new MutationObserver(() => document.querySelectorAll('.mud-popover .mud-menu-item:not(.not-offered)').forEach(item =>
    item.classList.toggle('not-offered', hidden.includes(item.textContent.trim())))).observe(document.body, { subtree: true, childList: true });

  const go = path => { history.pushState(null, '', path); };
  const edit = id => go(`/workflows/definitions/${encodeURIComponent(id)}/edit`);
  const routes = [
    [/^\/workflows\/definitions\/([^/]+)\/edit\/?$/, 'elsa-workflow-definition-editor', id => ({ 'definition-id': id }), { workflowDefinitionExecuted: id => go(`/workflows/instances/${id}/view`) }],
    [/^\/workflows\/instances\/([^/]+)\/view\/?$/, 'elsa-workflow-instance-viewer', id => ({ 'instance-id': id }), { editWorkflowDefinition: edit }],
    [/^\/workflows\/instances\/?$/, 'elsa-workflow-instance-list', () => ({}), { viewWorkflowInstance: id => go(`/workflows/instances/${id}/view`) }],
    [/^\/workflows(\/definitions)?\/?$/, 'elsa-workflow-definition-list', () => ({}), { editWorkflowDefinition: edit }],
  ];
  let shown = null;

  // Text editors take their colours from a script, not from a style sheet, and Studio always asks for light ones.
  const editorColours = () => document.documentElement.hasAttribute('data-dark') ? 'vs-dark' : 'vs';
  window.require?.(['vs/editor/editor.main'], () => {
    const create = monaco.editor.create;
    monaco.editor.create = (element, options, services) => create.call(monaco.editor, element, { ...options, theme: editorColours() }, services);
    new MutationObserver(() => monaco.editor.setTheme(editorColours())).observe(document.documentElement, { attributeFilter: ['data-dark'] });
  });

  // Studio shows incidents, but has no way to retry what failed.
  const retry = document.getElementById('studio-retry');
  const mayRetry = !document.body.classList.contains('reader');
  // While the server restarts there is no answer, and the next one tells.
  const look = instance => fetch(`${api}/workflow-instances/${encodeURIComponent(instance)}`).then(answer => answer.ok ? answer.json() : null, () => null);
  const showRetry = now => { retry.hidden = !mayRetry || !now || now.incidentCount === 0 || now.subStatus === 'Cancelled'; };
  const offerRetry = instance => {
    retry.onclick = async () => {
      retry.disabled = true;
      await told(fetch(`${api}/alterations/workflows/retry`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ workflowInstanceIds: [instance] }) }));
      location.reload();
    };
    setInterval(async () => { if (!document.hidden && !retry.disabled) showRetry(await look(instance)); }, 5000);
  };

  // The ticket an instance works on: its correlation id is the ticket's number.
  const showTicket = async (path, instance) => {
    ticket.hidden = true;
    if (!instance) return;
    offerRetry(instance);
    const now = await look(instance);
    showRetry(now);
    const number = now?.correlationId;
    if (!number || path !== location.pathname || !/^[A-Z]+-\d+$/.test(number)) return;
    ticket.href = `/tickets/${number}`;
    ticket.textContent = `${ticket.dataset.text} ${number}`;
    ticket.hidden = false;
  };

  // Studio opens a picture on its middle; what one looks for is its beginning. Until somebody touches it, a picture that is larger than its window stands there.
  const atItsBeginning = () => {
    const graph = studio.querySelector('.x6-graph');
    const viewport = graph?.querySelector('.x6-graph-svg-viewport');
    const nodes = [...(viewport?.querySelectorAll('.x6-node') ?? [])].map(node => node.getBoundingClientRect());
    const place = viewport?.getAttribute('transform')?.match(/^matrix\(([^)]+)\)$/)?.[1].split(/[ ,]+/).map(Number);
    if (nodes.length === 0 || place?.length !== 6) return;
    const room = graph.getBoundingClientRect();
    const margin = 24;
    const first = nodes.reduce((one, other) => other.left < one.left || (other.left === one.left && other.top < one.top) ? other : one);
    const [left, right] = [first.left, Math.max(...nodes.map(node => node.right))];
    const [top, bottom] = [Math.min(...nodes.map(node => node.top)), Math.max(...nodes.map(node => node.bottom))];
    const across = left < room.left || right > room.right ? room.left + margin - left : 0;
    let down = top < room.top || bottom > room.bottom ? room.top + margin - top : 0;
    // A picture that is taller still, and begins further down.
    if (first.bottom + down > room.bottom) down = room.top + (room.height - first.height) / 2 - first.top;
    if (Math.abs(across) < 1 && Math.abs(down) < 1) return;
    place[4] += across;
    place[5] += down;
    viewport.setAttribute('transform', `matrix(${place.join(',')})`);
  };
  let isDue = false;
  const pictures = new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => { isDue = false; atItsBeginning(); });
  });
  pictures.observe(studio, { subtree: true, childList: true, attributeFilter: ['transform'] });
  for (const touch of ['pointerdown', 'wheel', 'keydown'])
    addEventListener(touch, () => pictures.disconnect(), { capture: true, once: true, passive: true });

  const show = async () => {
    const path = location.pathname;
    if (path === shown) return;
    const route = routes.find(([pattern]) => pattern.test(path));
    if (!route && path.startsWith('/workflows')) return;
    // Studio cannot be put into one page twice: its parts share what only one may have.
    if (shown !== null || !route) { location.reload(); return; }
    shown = path;
    const [pattern, name, attributes, callbacks] = route;
    const id = decodeURIComponent(path.match(pattern)[1] ?? '');
    document.querySelectorAll('[data-route]').forEach(link => link.classList.toggle('active', path.startsWith('/workflows/' + link.dataset.route) || (path.replace(/\/$/, '') === '/workflows' && link.dataset.route === 'definitions')));
    // What is set on an element before it is defined is lost.
    await customElements.whenDefined(name);
    if (path !== location.pathname) return;
    const element = document.createElement(name);
    element.setAttribute('remote-endpoint', api);
    for (const [key, value] of Object.entries(attributes(id))) element.setAttribute(key, value);
    Object.assign(element, callbacks);
    document.body.dataset.part = name;
    studio.replaceChildren(element);
    // Studio shows the workflow's own variables only; the desk's page has those of loops and containers too.
    variables.hidden = name !== 'elsa-workflow-instance-viewer';
    if (!variables.hidden) variables.href = `/workflows/instances/${encodeURIComponent(id)}/variables`;
    await showTicket(path, name === 'elsa-workflow-instance-viewer' ? id : null);
  };

  // As on the desk's other pages, where the server draws it.
  const theme = document.getElementById('theme');
  const next = { system: 'light', light: 'dark', dark: 'system' };
  const drawTheme = () => {
    const now = desk.reader().theme;
    theme.querySelectorAll('svg').forEach(icon => icon.toggleAttribute('hidden', icon.dataset.theme !== now));
    theme.title = theme.ariaLabel = theme.dataset[now];
  };
  theme.onclick = () => { desk.setTheme(next[desk.reader().theme]); drawTheme(); };
  drawTheme();

  for (const method of ['pushState', 'replaceState']) {
    const original = history[method].bind(history);
    history[method] = (...all) => { original(...all); queueMicrotask(show); };
  }
  addEventListener('popstate', show);
  show();
})();
