// What every page of the tree says of itself, read by the browser's own parser.

/** Facts of all pages; nothing of them is run or loaded. */
export async function readFacts(tab, pages) {
  await tab.goto('about:blank');
  const facts = [];
  for (let at = 0; at < pages.length; at += 50) {
    const batch = pages.slice(at, at + 50).map(({ name, edition, html }) => ({ name, edition, html }));
    facts.push(...(await tab.evaluate(read, batch)));
  }
  return facts;
}

function read(batch) {
  return batch.map(({ name, edition, html }) => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const meta = (key) => page.querySelector(`meta[name="${key}"]`)?.getAttribute('content') ?? '';
    return {
      name,
      edition,
      lang: page.documentElement.lang,
      title: page.title,
      description: meta('description'),
      viewport: meta('viewport'),
      headings: page.querySelectorAll('h1').length,
      icon: Boolean(page.querySelector('link[rel~=icon]')),
      ids: [...page.querySelectorAll('[id]')].map((element) => element.id),
      forms: [...page.forms].filter((form) => form.hasAttribute('action') || form.getAttribute('role') !== 'search').length,
      links: links(page),
      live: live(page),
    };
  });

  function links(page) {
    const found = [];
    for (const element of page.querySelectorAll('a[href], link[href], img[src], img[srcset], source[srcset], script[src], audio[src], video[src], iframe, object, embed, use[href]')) {
      const tag = element.localName;
      const kind = element.getAttribute('rel') ?? '';
      if (tag === 'link' && /canonical|alternate/.test(kind) && /^https?:/.test(element.getAttribute('href'))) continue;
      const urls = [element.getAttribute('href') ?? element.getAttribute('src')];
      for (const candidate of (element.getAttribute('srcset') ?? '').split(',')) urls.push(candidate.trim().split(/\s+/)[0]);
      for (const url of urls) if (url) found.push({ tag, kind, url });
    }
    return found;
  }

  /** Code, styles and addresses that a policy would have to allow. */
  function live(page) {
    const found = [];
    for (const element of page.querySelectorAll('*')) {
      const tag = element.localName;
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) found.push({ selector: tag, measured: `${name}="${value.slice(0, 40)}"`, wanted: 'no handler' });
        if (name === 'style') found.push({ selector: tag, measured: `style="${value.slice(0, 40)}"`, wanted: 'no inline style' });
        if (/^(href|src|action|formaction|xlink:href|data|poster)$/.test(name) && /^[\s\0-\x20]*(javascript|data|vbscript|blob|file)\s*:/i.test(value)) found.push({ selector: tag, measured: `${name}="${value.slice(0, 40)}"`, wanted: 'a plain address' });
        if (name === 'target' && value === '_blank') found.push({ selector: tag, measured: 'target=_blank', wanted: 'no new window' });
      }
      if (tag === 'script' && !element.src && element.type !== 'application/ld+json') found.push({ selector: tag, measured: element.textContent.slice(0, 40), wanted: 'a file' });
      if (tag === 'script' && element.type === 'module') found.push({ selector: tag, measured: 'type=module', wanted: 'a classic script' });
      if (tag === 'style' || /^(iframe|object|embed|frame|base|portal)$/.test(tag)) found.push({ selector: tag, measured: 'is on the page', wanted: 'not there' });
      if (tag === 'meta' && /refresh/i.test(element.httpEquiv)) found.push({ selector: tag, measured: 'http-equiv=refresh', wanted: 'not there' });
      if (/^(audio|video)$/.test(tag) && element.hasAttribute('autoplay')) found.push({ selector: tag, measured: 'autoplay', wanted: 'not there' });
    }
    return found;
  }
}
