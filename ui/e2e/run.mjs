// SPDX-License-Identifier: Apache-2.0
// Opens the page of a running server in a headless browser and uses it as a person would.
//
//   node e2e/run.mjs <baseUrl> [--screenshots=DIR] [--tenant=ID] [--first]
//
// The server needs profiles of the service `e2e-app` with a function named `e2e.burn` within the last hour. With --first it has
// to be empty instead: the page's own curl example is followed, and the page has to show the profile without a click.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './browser.mjs';

const SERVICE = 'e2e-app';
const FUNCTION = 'e2e.burn';
const PATIENCE = 20_000;

const [baseUrl, ...rest] = process.argv.slice(2);
if (!baseUrl) {
  console.error('usage: node e2e/run.mjs <baseUrl> [--screenshots=DIR] [--tenant=ID] [--first]');
  process.exit(2);
}
const option = (name) => rest.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const folder = option('screenshots');
const tenant = option('tenant');
if (folder) mkdirSync(folder, { recursive: true });

function check(claim, holds, seen = '') {
  if (!holds) throw new Error(`not so: ${claim}${seen === '' ? '' : ` (seen: ${JSON.stringify(seen)})`}`);
}

const browser = await openBrowser({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', permissions: ['clipboard-read', 'clipboard-write'] });
const page = await browser.context.newPage();
page.setDefaultTimeout(PATIENCE);
const complaints = [];
page.on('pageerror', (error) => complaints.push(String(error)));
page.on('console', (message) => {
  if (message.type() === 'error') complaints.push(message.text());
});
page.on('request', (request) => {
  const url = request.url();
  if (!url.startsWith(baseUrl) && !url.startsWith('data:')) complaints.push(`asked another server: ${url}`);
});

const id = (name) => page.locator(`[data-testid="${name}"]`);
const shot = async (name) => folder && page.screenshot({ path: join(folder, `${name}.png`) });
const idle = () => page.waitForSelector('[data-testid="content"][data-loading="false"]');

/** Waits until the canvas stands still, then tells what is on it. */
async function flame(graph = 'flame-graph') {
  await idle();
  await page.waitForFunction((name) => window.__hearthFlame?.[name] && !window.__hearthFlame[name].moving && window.__hearthFlame[name].frames > 0, graph);
  return page.evaluate((name) => {
    const stage = window.__hearthFlame[name];
    const total = stage.scene.graph.total[0];
    const bars = stage.visibleBars().map((bar) => ({ ...bar, share: bar.total / total }));
    return { bars, zoomed: stage.zoomed, selected: stage.scene.selected, total };
  }, graph);
}

async function clickBar(name) {
  const { bars } = await flame();
  const bar = bars.find((one) => one.name === name);
  check(`a bar ${name} can be clicked`, bar !== undefined, bars.map((one) => one.name).slice(0, 30));
  const box = await id('flame-graph').boundingBox();
  await page.mouse.click(box.x + bar.x + bar.width / 2, box.y + bar.y + 10);
}

async function firstProfile() {
  await id('onboarding').waitFor();
  const snippet = await id('snippet').innerText();
  const [, target] = /"(http[^"]*\/ingest\?[^"]*)"/.exec(snippet) ?? [];
  check("the curl example has the page's own address", target?.startsWith(baseUrl), snippet);
  for (const language of ['Python', 'Go', 'Java', 'Node.js']) {
    await id(`snippet-${language}`).click();
    const code = await id('snippet').innerText();
    check(`the ${language} example has the address too`, code.includes(baseUrl.replace(/\/$/, '')), code);
  }
  await shot('0-empty');
  const answer = await fetch(target.replace('my-app', SERVICE), {
    method: 'POST',
    headers: tenant ? { 'X-Scope-OrgID': tenant } : {},
    body: `e2e.start;e2e.loop;${FUNCTION} 620\ne2e.start;e2e.loop;${FUNCTION};e2e.hash 130\ne2e.start;e2e.rest 90\ne2e.gc 60\n`,
  });
  check('the first profile is taken', answer.status === 200, answer.status);
  await id('flame-graph').waitFor();
}

const steps = {
  'the page opens': async () => {
    await page.goto(baseUrl);
    if (tenant) {
      await id('tenant-input').fill(tenant);
      await id('tenant-save').click();
    }
    await id('service-picker').waitFor();
    check('the title names Hearth', (await page.title()).includes('Hearth'), await page.title());
  },
  ...(rest.includes('--first') && { 'the first profile shows by itself': firstProfile }),
  'the service is picked': async () => {
    await id('service-picker').click();
    await id('service-picker-search').fill(SERVICE);
    await page.keyboard.press('Enter');
    await idle();
    const picked = await id('service-picker').getAttribute('data-value');
    check(`the service is ${SERVICE}`, picked === SERVICE, picked);
    check('the link names the service', decodeURIComponent(page.url()).includes(`service_name="${SERVICE}"`), page.url());
  },
  'the function is seen by name': async () => {
    const { bars } = await flame();
    check(`${FUNCTION} is in the flame graph`, bars.some((bar) => bar.name === FUNCTION), bars.map((bar) => bar.name).slice(0, 30));
    await id('table-filter').fill(FUNCTION);
    await page.locator(`[data-testid="table-row"][data-name="${FUNCTION}"]`).waitFor();
    await id('table-filter').fill('');
    check('the timeline has points', Number(await id('timeline').getAttribute('data-points')) > 0);
    const box = await id('flame-graph').boundingBox();
    const bar = bars.find((one) => one.name === FUNCTION);
    await page.mouse.move(box.x + bar.x + bar.width / 2, box.y + bar.y + 10);
    const tip = await id('flame-tooltip').innerText();
    check('the tooltip names the function and its share', tip.includes(FUNCTION) && /%/.test(tip), tip);
    await shot('1-light');
  },
  'a click zooms': async () => {
    const width = (await id('flame-graph').boundingBox()).width;
    await clickBar(FUNCTION);
    const { bars, zoomed } = await flame();
    const bar = bars.find((one) => one.bar === zoomed);
    check(`${FUNCTION} fills the width`, bar?.name === FUNCTION && bar.width > width * 0.97, bar);
    check('the zoom is in the link', page.url().includes('zoom='), page.url());
    await shot('2-zoomed');
    await id('refresh').click();
    await page.waitForTimeout(50);
    const after = await flame();
    check('a refresh keeps the zoom', after.bars.find((one) => one.bar === after.zoomed)?.name === FUNCTION, after.zoomed);
  },
  'a search shows its share': async () => {
    await page.keyboard.press('/');
    await page.keyboard.type(FUNCTION);
    const share = await id('search-share').innerText();
    check('the share is shown', /^(100|\d{1,2}\.\d{1,2}) % of total$/.test(share), share);
    const part = parseFloat(share);
    const { bars } = await flame();
    const largest = Math.max(...bars.filter((bar) => bar.name === FUNCTION).map((bar) => bar.share * 100));
    check('the share is at least the largest bar', part >= largest - 0.06 && part <= 100, { share, largest });
    await shot('3-searched');
  },
  'the theme switches': async () => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    check('the system asks for light', (await theme()) === 'light', await theme());
    await id('theme-toggle').click();
    check('now it is dark', (await theme()) === 'dark', await theme());
    await shot('4-dark');
  },
  'the link opens the same view': async () => {
    const before = { url: page.url(), share: await id('search-share').innerText(), bars: (await flame()).bars };
    await page.goto(before.url);
    await id('search-share').waitFor();
    const { bars, zoomed } = await flame();
    await page.waitForFunction(() => document.querySelector('[data-testid="search-share"]').textContent !== '');
    check('the search is kept', (await id('search').inputValue()) === FUNCTION);
    check('the zoom is kept', bars.find((bar) => bar.bar === zoomed)?.name === FUNCTION, zoomed);
    check('the same bars are seen', bars.map((bar) => bar.name).join() === before.bars.map((bar) => bar.name).join());
    check('the theme is kept', (await page.evaluate(() => document.documentElement.dataset.theme)) === 'dark');
  },
  'the keyboard does it all': async () => {
    await id('search').fill('');
    await id('flame-graph').focus();
    await page.keyboard.press('Escape');
    let now = await flame();
    check('Escape resets the zoom', now.zoomed === 0, now.zoomed);
    await page.keyboard.press('ArrowDown');
    const said = await id('flame-graph-selection').innerText();
    check('ArrowDown goes to a child and says which', /level 1$/.test(said), said);
    await page.keyboard.press('Enter');
    now = await flame();
    check('Enter zooms to it', now.zoomed === now.selected && now.zoomed > 0, now.zoomed);
    await page.keyboard.press('ArrowUp');
    now = await flame();
    check('ArrowUp goes to the parent', now.selected === 0, now.selected);
    await page.keyboard.press('Escape');
    await id('search').fill(`"${FUNCTION}"`);
    await id('flame-graph').focus();
    await page.keyboard.press('n');
    check('n goes to the match', (await id('flame-graph-selection').innerText()).startsWith(FUNCTION));
    await page.keyboard.press('c');
    await id('toast').getByText(FUNCTION).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    check('c copies the name', copied === FUNCTION, copied);
    await page.keyboard.press('m');
    await id('flame-menu').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await id('focus').waitFor();
    const callers = await flame('flame-callers');
    check('f shows who calls it', callers.bars.length > 1 && callers.bars.some((bar) => bar.name === FUNCTION));
    await flame('flame-callees');
    await shot('5-focus');
    await page.goBack();
    await id('flame-graph').waitFor();
    await page.keyboard.press('?');
    await id('help-dialog').waitFor();
    await page.keyboard.press('Escape');
    await id('help-dialog').waitFor({ state: 'detached' });
  },
  'Tab reaches every control, and each has a name': async () => {
    await id('flame-graph').waitFor();
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, select, a[href], [tabindex="0"]')]
        .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length))
        .map((one) => one.outerHTML.slice(0, 120)),
    );
    check('every control has a name', nameless.length === 0, nameless);
    await page.evaluate(() => document.activeElement?.blur());
    const reached = new Set();
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab');
      const [name, outlined] = await page.evaluate(() => {
        const active = document.activeElement;
        return [active.dataset.testid ?? '', active === document.body || getComputedStyle(active).outlineStyle !== 'none'];
      });
      check(`the focus can be seen on ${name}`, outlined);
      reached.add(name);
    }
    const wanted = ['service-picker', 'type-picker', 'time-range', 'refresh', 'auto-refresh', 'theme-toggle', 'help', 'filter-add', 'panes-both',
      'search', 'collapse', 'detail', 'table-filter', 'sort-self', 'table-rows', 'flame-graph'];
    check('Tab reaches all of them', wanted.every((name) => reached.has(name)), wanted.filter((name) => !reached.has(name)));
  },
  'a drag on the timeline chooses a range': async () => {
    const box = await page.locator('.timeline-plot .u-over').boundingBox();
    await page.mouse.move(box.x + box.width * 0.2, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.98, box.y + 40, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d{13}&until=\d{13}/);
    await idle();
    await id('time-range').click();
    await id('range-1h').click();
    await page.waitForURL(/from=now-1h/);
    await idle();
  },
  'a label filter narrows the view': async () => {
    await id('filter-add').click();
    for (const [field, text] of [['filter-name', 'no_such_label'], ['filter-value', 'x']]) {
      await id(field).click();
      await id(`${field}-search`).fill(text);
      await page.keyboard.press('Enter');
    }
    await id('filter-submit').click();
    await id('no-data').waitFor();
    check('the filter is in the link', decodeURIComponent(page.url()).includes('no_such_label="x"'), page.url());
    await id('filter-chip').getByRole('button').click();
    await flame();
  },
  'the panes switch and the table sorts': async () => {
    await id('search').fill('');
    await id('panes-table').click();
    check('the flame graph is gone', (await id('flame-graph').count()) === 0);
    await id('sort-total').click();
    const order = await id('head-total').getAttribute('aria-sort');
    check('the table is sorted by total', order === 'descending', order);
    await shot('6-table');
    await id('panes-flame').click();
    check('the table is gone', (await id('table-rows').count()) === 0);
    await flame();
    await id('panes-both').click();
  },
  'a phone sees it too': async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await flame();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check('nothing is wider than the screen', wide <= 390, wide);
    await shot('7-phone');
  },
  'nothing went wrong on the way': async () => {
    check('the browser reported no error and the page asked no other server', complaints.length === 0 || (tenant && complaints.every((text) => /401/.test(text))), complaints);
  },
};

let failed = false;
for (const [name, run] of Object.entries(steps)) {
  try {
    await run();
    console.log(`ok    ${name}`);
  } catch (failure) {
    failed = true;
    console.error(`FAIL  ${name}: ${failure.message}`);
    const shown = await page.locator('[data-testid="error"], [data-testid="crash"], [data-testid="no-data"]').allInnerTexts().catch(() => []);
    if (shown.length > 0) console.error(`      the page shows: ${shown.join(' | ').replace(/\s+/g, ' ')}`);
    if (complaints.length > 0) console.error(`      the browser said: ${complaints.join(' | ')}`);
    await shot('failed').catch(() => {});
    break;
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
