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
  window.fetch = (input, init) => {
    if (isFirst && init?.method === 'POST' && init.body && String(input?.url ?? input).endsWith('/workflow-instances')) {
      isFirst = false;
      const body = JSON.parse(typeof init.body === 'string' ? init.body : new TextDecoder().decode(init.body));
      if (asked.has('hasIncidents')) body.hasIncidents ??= asked.get('hasIncidents').toLowerCase() === 'true';
      body.searchTerm ||= asked.get('search') ?? '';
      init = { ...init, body: JSON.stringify(body) };
    }
    return fetch(input, init);
  };

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

  // The ticket an instance works on: its correlation id is the ticket's number.
  const showTicket = async (path, instance) => {
    ticket.hidden = true;
    if (!instance) return;
    const answer = await fetch(`${api}/workflow-instances/${encodeURIComponent(instance)}`);
    const number = answer.ok ? (await answer.json()).correlationId : null;
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

  for (const method of ['pushState', 'replaceState']) {
    const original = history[method].bind(history);
    history[method] = (...all) => { original(...all); queueMicrotask(show); };
  }
  addEventListener('popstate', show);
  show();
})();
