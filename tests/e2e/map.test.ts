/** @file The Map tab in the built site: there without a model, linked, made anew to the same picture, offline, clean to axe. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import Papa from 'papaparse';
import { whenReady, type ProfileOptions } from './support/browser.ts';
import { openReady, shardsOf, withWorld, type World } from './support/world.ts';

const SHEETS = ['Map of the general model', 'Map of the job-title model'] as const;

const sheet = (page: Page, name: (typeof SHEETS)[number]) => page.getByRole('application', { name });

async function openMap({ site, profile }: World, hash = '', options: ProfileOptions = {}): Promise<Page> {
  const page = await profile.open(options);
  await page.goto(`${site.url}#/map${hash}`);
  for (const name of SHEETS) await expect(sheet(page, name)).toBeVisible();
  return page;
}

/** After the first load, with the server stopped and the browser restarted. */
async function openOffline(world: World): Promise<Page> {
  await openReady(world);
  await world.site.stop();
  const page = await openMap(world);
  await whenReady(page);
  return page;
}

/** Distinct colours that more than a few pixels of a sheet have, its ground left out. */
function coloursOf(page: Page, name: (typeof SHEETS)[number]): Promise<number> {
  return sheet(page, name).evaluate((element) => {
    const canvas = element.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map<number, number>();
    for (let at = 0; at < data.length; at += 4) {
      const colour = (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts.values()].filter((count) => count > 20).length - 1;
  });
}

test('both sheets are painted before any model is here, with twenty titles in colour', async () => {
  await withWorld(async (world) => {
    const models = new Set(shardsOf(/^models\//));
    world.site.faultOf = (path) => (models.has(path) ? 'cut' : null);
    const page = await openMap(world);
    for (const name of SHEETS) await expect.poll(() => coloursOf(page, name)).toBeGreaterThan(20);
    await expect(page.getByText('20 of 150 seed titles in colour')).toBeVisible();
    await expect(page.getByText('no scale: distances between clusters mean nothing')).toBeVisible();
    await expect(page.getByText(/Synonyms together: \d+ % → \d+ %/)).toBeVisible();
  });
});

test('a selection is one on both sheets, stands in the address, and survives a reload', async () => {
  await withWorld(async (world) => {
    const page = await openMap(world);
    const legend = page
      .getByRole('list')
      .filter({ has: page.getByRole('button', { pressed: false }) })
      .first();
    const first = legend.getByRole('button').first();
    const before = await Promise.all(SHEETS.map((name) => sheet(page, name).screenshot()));
    await first.click();
    await expect(page.getByText(/^\d+ selected$/)).toBeVisible();
    await page.mouse.move(0, 0);
    const after = await Promise.all(SHEETS.map((name) => sheet(page, name).screenshot()));
    expect(after[0]!.equals(before[0]!)).toBe(false);
    expect(after[1]!.equals(before[1]!)).toBe(false);
    await expect(page).toHaveURL(/select=\d+/);
    const selected = await page.getByText(/^\d+ selected$/).textContent();
    await page.reload();
    await expect(page.getByText(selected!)).toBeVisible();
    await sheet(page, SHEETS[0]).focus();
    await page.keyboard.press('Escape');
    await expect(page.getByText(/^\d+ selected$/)).toBeHidden();
    await page.keyboard.press('+');
    await expect(page).toHaveURL(/view=1\.500/);
  });
});

test('the keyboard goes from title to title, and says which', async () => {
  await withWorld(async (world) => {
    const page = await openMap(world);
    await sheet(page, SHEETS[1]).focus();
    await page.keyboard.press('n');
    const said = page.locator('[aria-live="polite"]').filter({ hasText: / of / });
    const first = await said.textContent();
    await page.keyboard.press('n');
    await expect(said).not.toHaveText(first!);
    await page.keyboard.press('p');
    await expect(said).toHaveText(first!);
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^\d+ selected$/)).toBeVisible();
  });
});

test('run here, offline, it ends on the same picture; a typed title drops as a pin', async () => {
  test.setTimeout(240_000);
  await withWorld(async (world) => {
    const page = await openOffline(world);
    await page.getByRole('button', { name: 'Run it here' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Made here in' })).toContainText(
      'It ended on the same picture as the one that is shipped',
      { timeout: 120_000 },
    );
    await page.getByRole('searchbox', { name: 'Find a title' }).fill('ward sister');
    await page.getByRole('button', { name: 'Drop as a pin' }).click();
    const pin = page.getByRole('region', { name: 'Pin' });
    for (const list of ['General model', 'Job-title model'])
      await expect(pin.getByRole('list', { name: list }).getByRole('listitem')).toHaveCount(5);
    await expect(page).toHaveURL(/q=ward\+sister/);
    await pin.getByRole('link', { name: 'Search this' }).click();
    await expect(page.getByRole('textbox', { name: 'Job title' })).toHaveValue('ward sister');
  });
});

test('from one model to the other the selection leaves trails', async () => {
  await withWorld(async (world) => {
    const page = await openMap(world, '?select=0.1.2.3');
    await page.getByRole('button', { name: 'From one to the other' }).click();
    const sheetBetween = page.getByRole('application', { name: 'Map of the way from model to model' });
    const slider = page.getByRole('slider', { name: 'Way from the general to the job-title model' });
    const pictures: Buffer[] = [];
    for (const percent of ['0', '50', '100']) {
      await slider.fill(percent);
      await expect(page.getByText(`${percent} % of the way`)).toBeVisible();
      pictures.push(await sheetBetween.screenshot());
    }
    await slider.fill('40');
    await expect(page).toHaveURL(/between=40/);
    await page.reload();
    await expect(page.getByText('40 % of the way')).toBeVisible();
    expect(pictures[0]!.equals(pictures[1]!)).toBe(false);
    expect(pictures[1]!.equals(pictures[2]!)).toBe(false);
    await page.getByRole('button', { name: 'Side by side' }).click();
    for (const name of SHEETS) await expect(sheet(page, name)).toBeVisible();
  });
});

test('a run can be paused and given up', async () => {
  await withWorld(async (world) => {
    await openReady(world);
    const page = await openMap(world);
    await whenReady(page);
    await page.getByRole('button', { name: 'Run it here' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    const iteration = page.getByText(/^iteration \d+ of 1000$/);
    // The picture under way when the pause arrived.
    await page.waitForTimeout(300);
    const paused = await iteration.textContent();
    await page.waitForTimeout(500);
    expect(await iteration.textContent()).toBe(paused);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Run it here' })).toBeVisible();
  });
});

test('tsne-js works on a map of few titles, offline, in a worker that may use eval and cannot fetch', async () => {
  await withWorld(async (world) => {
    const page = await openOffline(world);
    await page.locator('summary', { hasText: 'Engine' }).click();
    await page.getByRole('button', { name: 'Run tsne-js here' }).click();
    await expect(page.getByText(/tsne-js: iteration \d+/)).toBeVisible();
    const reference = () => page.workers().filter((worker) => worker.url().includes('reference-map'));
    await expect.poll(() => reference().length).toBe(2);
    // From the service worker: the server is stopped.
    const policies = await page.evaluate(
      async (urls) =>
        Promise.all(urls.map(async (url) => (await fetch(url)).headers.get('content-security-policy'))),
      [
        reference()[0]!.url(),
        page
          .workers()
          .find((worker) => worker.url().includes('search'))!
          .url(),
      ],
    );
    expect(policies[0]).toContain("script-src 'self' 'unsafe-eval'; connect-src 'none'");
    expect(policies[1]).not.toContain("'unsafe-eval'");
    // Its code is made from strings, so a hundred iterations say that the policy lets it. Where it ends: tests/unit/map-run.test.ts.
    await expect(page.getByText(/tsne-js: iteration [1-9]\d\d/)).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Give up' }).click();
    await expect.poll(() => reference().length).toBe(0);
    for (const name of SHEETS) await expect.poll(() => coloursOf(page, name)).toBeGreaterThan(15);
    await expect(page.getByText('20 of 150 seed titles in colour')).toBeVisible();
  });
});

/** Clicks a button of the export, and gives the file's name and bytes. */
async function exported(page: Page, name: string): Promise<{ file: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name, exact: true }).click();
  const done = await download;
  return { file: done.suggestedFilename(), bytes: readFileSync(await done.path()) };
}

test('exports hold what the page shows: pictures at three sizes, drawing, numbers', async () => {
  await withWorld(async (world) => {
    const page = await openMap(world, '?select=0.1.2.3');
    await expect(page.getByText('4 selected')).toBeVisible();
    await page.locator('summary', { hasText: 'Export map' }).click();
    const sizes: [number, number][] = [];
    for (const times of [1, 2, 4]) {
      const { file, bytes } = await exported(page, `PNG ${times}x`);
      expect(file).toMatch(new RegExp(`seed-101.*\\.${times}x\\.png$`));
      // Width and height stand in the first chunk of a PNG.
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      sizes.push([bytes.readUInt32BE(16) / times, bytes.readUInt32BE(20) / times]);
    }
    expect(sizes[0]![0]).toBeGreaterThan(1200);
    expect(sizes[1]).toEqual(sizes[0]);
    expect(sizes[2]).toEqual(sizes[0]);
    const svg = await exported(page, 'SVG');
    expect(svg.file).toMatch(/\.svg$/);
    const drawn = await page.evaluate((text) => {
      const root = new DOMParser().parseFromString(text, 'image/svg+xml');
      const all = (selector: string) => [...root.querySelectorAll(selector)];
      return {
        errors: all('parsererror').length,
        rings: all('circle[r="7"]').length,
        legend: all('#legend text').length,
        caption: all('#caption text').map((line) => line.textContent),
        size: [
          Number(root.documentElement.getAttribute('width')),
          Number(root.documentElement.getAttribute('height')),
        ],
      };
    }, svg.bytes.toString());
    expect(drawn).toMatchObject({ errors: 0, rings: 8, legend: 20, size: sizes[0] });
    expect(drawn.caption.join(' ')).toContain('No scale: distances between clusters mean nothing.');
    const csv = await exported(page, 'CSV');
    const { data } = Papa.parse<Record<string, string>>(csv.bytes.toString().replace(/^\ufeff/, ''), {
      header: true,
      skipEmptyLines: true,
    });
    expect(data.length).toBeGreaterThan(1000);
    for (const column of [
      'title',
      'base_x',
      'base_y',
      'tuned_x',
      'tuned_y',
      'seed',
      'perplexity',
      'iterations',
    ])
      expect(data.every((row) => row[column] !== undefined && row[column] !== '')).toBe(true);
  });
});

test('the map moves without dragging and without keys', async () => {
  await withWorld(async (world) => {
    const page = await openMap(world);
    const look = page.getByRole('group', { name: 'Look further' });
    await look.getByRole('button', { name: 'Right' }).click();
    await expect(page).toHaveURL(/view=1\.000%2C-0\.2100/);
    await look.getByRole('button', { name: 'Left' }).click();
    await expect(page).not.toHaveURL(/view=/);
  });
});

test('sheets choose among the spaces that are shipped', async () => {
  const { map } = JSON.parse(readFileSync('dist/manifest.json', 'utf8')) as {
    map: { vectors: { space: string }[] };
  };
  await withWorld(async (world) => {
    const page = await openMap(world, '?sheets=seed-recipe.tuned');
    const choice = page.getByRole('combobox', { name: 'Left sheet' });
    if (map.vectors.length === 2) {
      // A link from a version that has a third space still opens.
      await expect(choice).toHaveCount(0);
      return;
    }
    await expect(page.getByRole('application', { name: 'Map of the seed recipe' })).toBeVisible();
    await choice.selectOption('General model');
    await expect(page).not.toHaveURL(/sheets=/);
    for (const name of SHEETS) await expect.poll(() => coloursOf(page, name)).toBeGreaterThan(20);
  });
});

const STAFF = [
  'Team,Job title',
  ...Array.from({ length: 60 }, (_, at) => `Team ${at % 4},Clerk number ${at}`),
];

test('a file becomes a map, offline; a link to it says that only this browser has it', async () => {
  test.setTimeout(240_000);
  await withWorld(async (world) => {
    const page = await openOffline(world);
    await page.locator('summary', { hasText: 'Titles on the map' }).click();
    await page.getByRole('combobox', { name: 'Titles', exact: true }).selectOption('A file of yours');
    await page
      .getByLabel('File of titles for the map')
      .setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(STAFF.join('\n')) });
    await expect(page.getByRole('combobox', { name: 'Title column' })).toHaveValue('1');
    await page.getByRole('combobox', { name: 'Colour by column' }).selectOption('Team');
    await page.getByRole('button', { name: 'Make the map' }).click();
    await expect(page.getByText('staff.csv, column Job title. 60 titles.')).toBeVisible({ timeout: 120_000 });
    await expect(page.getByText('4 of 4 groups in colour')).toBeVisible();
    for (const name of SHEETS) await expect.poll(() => coloursOf(page, name)).toBeGreaterThan(3);
    await page.getByRole('searchbox', { name: 'Find a title' }).fill('Clerk number 7');
    await page.getByRole('button', { name: 'Team 3' }).first().click();
    await expect(page.getByText('15 selected')).toBeVisible();
    await expect(page).toHaveURL(/set=file/);
    await page.reload();
    await expect(page.getByText('only the browser that made the link has')).toBeVisible();
    await expect(page.getByText('20 of 150 seed titles in colour')).toBeVisible();
    await expect(page).not.toHaveURL(/set=file/);
  });
});

test('further seed titles are encoded here, and a link makes the same map again', async () => {
  test.setTimeout(300_000);
  await withWorld(async (world) => {
    await openReady(world);
    const page = await openMap(world, '?set=seeds.20');
    await expect(page.getByText(/^20 further seed titles of the test splits\. \d+ titles\./)).toBeVisible({
      timeout: 180_000,
    });
    await expect(page.getByText('20 of 20 seed titles in colour')).toBeVisible();
    await expect(page.getByText(/Synonyms together: \d+ % → \d+ %/)).toBeVisible();
    await expect(page).toHaveURL(/set=seeds\.20/);
    await page.getByRole('button', { name: 'Back to the seed titles' }).click();
    await expect(page.getByText('20 of 150 seed titles in colour')).toBeVisible();
    await expect(page).not.toHaveURL(/set=/);
  });
});

test('encoding a set can be given up', async () => {
  test.setTimeout(240_000);
  await withWorld(async (world) => {
    await openReady(world);
    const page = await openMap(world);
    await whenReady(page);
    await page.locator('summary', { hasText: 'Titles on the map' }).click();
    await page
      .getByRole('combobox', { name: 'Titles', exact: true })
      .selectOption('Titles of the synthetic adverts');
    await page.getByRole('button', { name: 'Make the map' }).click();
    await expect(page.getByText(/of [\d,]+ encoded, both models together, [\d,]+ a second/)).toBeVisible({
      timeout: 60_000,
    });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByText('20 of 150 seed titles in colour')).toBeVisible();
    await expect(page.getByRole('progressbar', { name: 'Titles encoded' })).toHaveCount(0);
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing, ${colorScheme}`, async () => {
    await withWorld(async (world) => {
      const page = await openMap(world, '', { colorScheme });
      await page.locator('summary', { hasText: 'More numbers' }).click();
      await page.locator('summary', { hasText: 'All seed titles' }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    });
  });

test('at 360 pixels nothing runs out of the page', async () => {
  await withWorld(async (world) => {
    const page = await openMap(world, '', { width: 360, height: 740 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
  });
});
