/**
 * The script of the page: it shows and hides what the markup holds, and keeps the filter and the opened clause in the
 * fragment of the address, `#clause.id?level=must&status=bad`. It makes no markup, so that no text can become any.
 */
(() => {
  interface State {
    readonly clause: string;
    readonly text: string;
    readonly levels: readonly string[];
    readonly profile: string;
    readonly status: string;
    readonly subject: string;
    /** Empty for that of the specification. */
    readonly order: string;
  }
  interface Clause {
    readonly row: HTMLTableRowElement;
    /** Neither of a clause that holds: there is no more to show. */
    readonly detail: HTMLElement | null;
    readonly toggle: HTMLButtonElement | null;
    readonly statuses: readonly string[];
    words?: string;
  }
  interface Chapter {
    readonly section: HTMLElement;
    readonly fold: HTMLDetailsElement;
    readonly shown: HTMLElement;
    readonly clauses: readonly Clause[];
  }

  const BAD = ['fail', 'hang', 'crash', 'flaky', 'blocked', 'notRun'];
  const form = find<HTMLFormElement>(document, '#filters');
  const count = find(document, '#count');
  const nothing = find(document, '#nothing');
  const foldAll = find<HTMLButtonElement>(document, '#fold');
  const chapters = [...document.querySelectorAll<HTMLElement>('section.chapter')].map(chapterOf);
  const clauses = new Map(chapters.flatMap((chapter) => chapter.clauses).map((clause) => [clause.row.id, clause]));
  // A page with failures opens on them, one of many subjects on where these disagree most, unless its address asks for
  // something; `#?status=` asks for all.
  const bad = document.querySelector('.matrix.dense') === null ? '#?status=bad' : '#?status=bad&order=differs';
  let state = parse(location.hash === '' && document.querySelector('.causes') !== null ? bad : location.hash);
  let written = location.hash;

  function find<E extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): E {
    const element = root.querySelector<E>(selector);
    if (element === null) throw new Error(`the page has no ${selector}`);
    return element;
  }

  function chapterOf(section: HTMLElement): Chapter {
    const rows = [...section.querySelectorAll<HTMLTableRowElement>('tr.clause')];
    return {
      section,
      fold: find<HTMLDetailsElement>(section, 'details'),
      shown: find(section, '.shown'),
      clauses: rows.map((row) => {
        const toggle = row.querySelector<HTMLButtonElement>('button.toggle');
        const detail = toggle === null ? null : (row.nextElementSibling as HTMLElement | null);
        if (toggle !== null && detail !== null) {
          // In the markup the id would stand a second and a third time, which takes room.
          detail.id = `detail-${row.id}`;
          toggle.setAttribute('aria-controls', detail.id);
        }
        return { row, detail, toggle, statuses: (row.dataset['status'] ?? 'pass').split(' ') };
      }),
    };
  }

  // The address

  function parse(hash: string): State {
    const [clause = '', query = ''] = hash.replace(/^#/, '').split('?');
    const params = new URLSearchParams(query);
    const get = (name: string): string => params.get(name) ?? '';
    return {
      clause: decode(clause),
      text: get('text'),
      levels: get('level')
        .split(',')
        .filter((level) => level !== ''),
      profile: get('profile'),
      status: get('status'),
      subject: get('subject'),
      order: get('order'),
    };
  }

  function decode(text: string): string {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function write(): void {
    const params = new URLSearchParams();
    if (state.text !== '') params.set('text', state.text);
    if (state.levels.length > 0) params.set('level', state.levels.join(','));
    for (const name of ['profile', 'status', 'subject', 'order'] as const)
      if (state[name] !== '') params.set(name, state[name]);
    const query = params.toString().replaceAll('%2C', ',');
    written = `#${state.clause}${query === '' ? '' : `?${query}`}`;
    if (written === '#') history.replaceState(null, '', location.href.split('#')[0]);
    else history.replaceState(null, '', written);
  }

  // The filter

  function matches(clause: Clause): boolean {
    const { level = 'must', profile = 'core' } = clause.row.dataset;
    return (
      (state.levels.length === 0 || state.levels.includes(level ?? '')) &&
      (state.profile === '' || state.profile === profile) &&
      hasStatus(clause.statuses) &&
      hasText(clause)
    );
  }

  function hasStatus(statuses: readonly string[]): boolean {
    if (state.status === 'differs') return new Set(statuses).size > 1;
    const asked = state.subject === '' ? statuses : [statuses[Number(state.subject)] ?? ''];
    if (state.status === '') return true;
    return asked.some((status) => (state.status === 'bad' ? BAD.includes(status) : status === state.status));
  }

  function hasText(clause: Clause): boolean {
    if (state.text.trim() === '') return true;
    const words = (clause.words ??= wordsOf(clause));
    return state.text
      .toLowerCase()
      .trim()
      .split(/\s+/)
      .every((word) => words.includes(word));
  }

  /** Everything of a clause but the source text of its tests. */
  function wordsOf({ row, detail }: Clause): string {
    const parts = [find(row, 'th'), ...(detail?.querySelectorAll('.find') ?? [])];
    return parts
      .map((part) => part.textContent)
      .join(' ')
      .toLowerCase();
  }

  function isFiltered(): boolean {
    return [state.text.trim(), state.profile, state.status].some((value) => value !== '') || state.levels.length > 0;
  }

  // The order

  let inOrder = '';

  /** How far the subjects are from one answer: half of them each way is most. What does not apply has no answer. */
  function difference({ statuses }: Clause): number {
    const pass = statuses.filter((status) => status === 'pass').length;
    const bad = statuses.filter((status) => BAD.includes(status)).length;
    return Math.min(pass, bad);
  }

  function arrange(): void {
    if (state.order === inOrder) return;
    inOrder = state.order;
    const byDifference = inOrder === 'differs';
    const most = (chapter: Chapter): number => Math.max(...chapter.clauses.map(difference));
    const sections = byDifference ? [...chapters].sort((a, b) => most(b) - most(a)) : chapters;
    for (const { section, clauses: own } of sections) {
      section.parentElement?.append(section);
      const rows = byDifference ? [...own].sort((a, b) => difference(b) - difference(a)) : own;
      for (const { row, detail } of rows) row.parentElement?.append(row, ...(detail === null ? [] : [detail]));
    }
  }

  /** A table that can be sorted by any column: once upwards, once downwards. */
  function sortTable(button: Element): void {
    const heading = button.closest('th');
    const body = heading?.closest('table')?.tBodies[0];
    if (heading === null || body === undefined) return;
    const down = heading.getAttribute('aria-sort') === 'ascending';
    for (const other of heading.parentElement?.children ?? []) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const key = (row: HTMLTableRowElement): string => row.cells[heading.cellIndex]?.dataset['sort'] ?? '';
    const sorted = [...body.rows].sort((a, b) => key(a).localeCompare(key(b), 'en', { numeric: true }));
    body.append(...(down ? sorted.reverse() : sorted));
  }

  function apply(): void {
    arrange();
    const filtered = isFiltered();
    let total = 0;
    for (const chapter of chapters) {
      const shown = chapter.clauses.filter((clause) => {
        const show = matches(clause) || clause.row.id === state.clause;
        clause.row.hidden = !show;
        if (clause.detail !== null) clause.detail.hidden = !show;
        return show;
      }).length;
      total += shown;
      chapter.section.hidden = shown === 0;
      chapter.fold.open = filtered ? shown > 0 : chapter.fold.dataset['open'] !== undefined;
      chapter.shown.hidden = !filtered;
      chapter.shown.textContent = `${shown} of ${chapter.clauses.length} shown`;
    }
    nothing.hidden = total > 0;
    const all = clauses.size;
    count.textContent = filtered ? `${total} of ${all} clauses` : `${all} clauses`;
    tellFold();
  }

  function fromForm(): void {
    const data = new FormData(form);
    const get = (name: string): string => (data.get(name) as string | null) ?? '';
    state = {
      ...state,
      text: get('text'),
      levels: data.getAll('level') as string[],
      profile: get('profile'),
      status: get('status'),
      subject: get('subject'),
      order: get('order'),
    };
  }

  function toForm(): void {
    for (const element of form.elements) {
      if (element instanceof HTMLSelectElement) {
        const wanted = state[element.name as 'profile' | 'status' | 'subject' | 'order'];
        element.value = wanted;
        // What the form does not offer would filter unseen.
        if (element.value !== wanted) element.value = '';
      } else if (element instanceof HTMLInputElement) {
        if (element.type === 'checkbox') element.checked = state.levels.includes(element.value);
        else element.value = state.text;
      }
    }
    fromForm();
  }

  // Opening

  function open(clause: Clause, isOpen: boolean): void {
    clause.detail?.classList.toggle('open', isOpen);
    clause.row.classList.toggle('open', isOpen);
    clause.toggle?.setAttribute('aria-expanded', String(isOpen));
  }

  function toggle(clause: Clause): void {
    const isOpen = clause.toggle?.getAttribute('aria-expanded') === 'false';
    open(clause, isOpen);
    if (isOpen || clause.toggle === null) state = { ...state, clause: clause.row.id };
    else if (state.clause === clause.row.id) state = { ...state, clause: '' };
    write();
  }

  /** Goes to the clause that the address names, whatever hides it. */
  function follow(): void {
    const clause = clauses.get(state.clause);
    if (clause === undefined) {
      const isPlace = state.clause === '' || document.getElementById(state.clause) !== null;
      if (!isPlace) count.textContent = `This report has no clause ${state.clause}; it has ${clauses.size} others`;
      return;
    }
    const chapter = chapters.find(({ clauses: own }) => own.includes(clause));
    if (chapter !== undefined) chapter.fold.open = true;
    open(clause, true);
    clause.toggle?.focus({ preventScroll: true });
    clause.row.scrollIntoView({ block: 'start' });
  }

  function tellFold(): void {
    const isOpen = chapters.every(({ section, fold }) => section.hidden || fold.open);
    foldAll.setAttribute('aria-pressed', String(isOpen));
    foldAll.textContent = isOpen ? 'Close all chapters' : 'Open all chapters';
  }

  // Events

  function refilter(): void {
    fromForm();
    write();
    apply();
  }

  form.addEventListener('input', refilter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => {
    state = { ...state, clause: '' };
    setTimeout(refilter);
  });
  foldAll.addEventListener('click', () => {
    const isOpen = foldAll.getAttribute('aria-pressed') !== 'true';
    for (const { fold } of chapters) fold.open = isOpen;
    tellFold();
  });
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    const sort = target.closest('button.sort');
    if (sort !== null) {
      sortTable(sort);
      return;
    }
    const row = target.closest('tr.clause');
    const clause = clauses.get(row?.id ?? '');
    // Text that was just selected is to be copied, not to close what it stands in.
    if (clause !== undefined && getSelection()?.type !== 'Range') toggle(clause);
  });
  document.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const target = event.target as Element;
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey || !target.matches('button.toggle')) return;
    const seen = chapters
      .filter(({ section, fold }) => !section.hidden && fold.open)
      .flatMap((chapter) => chapter.clauses)
      .filter(({ row, toggle }) => !row.hidden && toggle !== null);
    const next = seen[seen.findIndex((clause) => clause.toggle === target) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.toggle?.focus();
  });
  window.addEventListener('hashchange', () => {
    if (location.hash === written) return;
    written = location.hash;
    const next = parse(location.hash);
    // A link to a clause keeps the filter one has; an address with a filter brings its own.
    state = location.hash.includes('?') ? next : { ...state, clause: next.clause };
    toForm();
    apply();
    follow();
  });

  toForm();
  apply();
  follow();
  // The browser goes to the fragment by itself when the page is complete, and takes the focus away.
  window.addEventListener('load', () => setTimeout(follow));
})();
