/** Exports by content: every point, ring, name, legend entry and setting of the SVG, the CSV and the picture's size. */
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { FinishedMaps } from '../../src/core/map/default-map.ts';
import { captionOf, EXPORT_SHEET, figureSheets, figureText } from '../../src/features/map/export-map.ts';
import { fitted, layoutFigure, wrap } from '../../src/features/map/figure-layout.ts';
import { mapColumns, mapCsv, mapRows } from '../../src/features/map/map-rows.ts';
import { MapTools } from '../../src/features/map/map-tools.svelte.ts';
import { MapState } from '../../src/features/map/map.svelte.ts';
import { marksOf } from '../../src/features/map/palette.ts';
import { sheetsToSvg, type FigureSheet } from '../../src/features/map/svg-map.ts';
import { estimateText } from '../../src/features/map/svg-pen.ts';

const GROUPS = 25;
/** One of them would be markup if it were not escaped. */
const seedOf = (group: number) => (group === 19 ? 'R&D <Lead> "x"' : `Seed ${group}`);

function finished(): FinishedMaps {
  const groups = Array.from({ length: GROUPS }, (_, at) => ({
    ...{ seed: seedOf(at), role: `role ${at}`, code: at % 2 ? '15-1252.00' : '29-1141.00' },
  }));
  const points = groups.flatMap((_, group) =>
    (['seed', 'synonym', 'variant'] as const).map((kind) => ({
      title: `${kind} of ${group}`,
      ...{ group, kind, level: '', strategy: kind === 'variant' ? 'casing' : '' },
    })),
  );
  const figures = {
    ...{ synonyms: null, variants: null, silhouette: 0.5, withinCosine: 0.5, betweenCosine: 0.1 },
    groups: groups.map(() => ({ synonyms: null, variants: null })),
  };
  const space = (turn: number, divergence: number) => ({
    ...{ figures, divergence, trustworthiness: 0.9, disparity: 0.1 },
    positions: Float64Array.from({ length: points.length * 2 }, (_, at) => Math.sin(at * 12.9 + turn) * 40),
  });
  return {
    set: { groups, points },
    spaces: { base: space(0, 1.25), tuned: space(1, 0.75) },
    moved: { together: [], apart: [], mateApart: [], strangersTogether: [], better: [], worse: [] },
    recipe: { unseen: true, seed: 101, perplexity: 20, iterations: 1000 },
  };
}

/** The parts that an export reads; no part of it needs a worker or a store. */
function toolsOf(maps: FinishedMaps): MapTools {
  const map = new MapState();
  map.shipped = maps;
  map.enter(maps);
  const parts = { pin: { on: () => null, shown: null, wanted: '' } };
  return new MapTools(map, parts as unknown as ConstructorParameters<typeof MapTools>[1]);
}

const svgOf = (tools: MapTools) =>
  sheetsToSvg(figureSheets(tools, 'light'), EXPORT_SHEET, figureText(tools.map), estimateText);

/** An element of an SVG with its own attributes and those of the groups around it. */
interface Shape {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Reads an SVG as a strict parser would: throws where tags do not match or text is no text. */
function parseSvg(svg: string): Shape[] {
  const shapes: Shape[] = [];
  const open: { tag: string; attributes: Record<string, string>; text: string }[] = [];
  const token = /<\/([a-z]+)>|<([a-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<>]+)/giy;
  let at = 0;
  while (at < svg.length) {
    token.lastIndex = at;
    const found = token.exec(svg);
    if (!found) throw new Error(`Not XML at ${svg.slice(at, at + 40)}`);
    at = token.lastIndex;
    const [, end, tag, attributes, alone, text] = found;
    if (text !== undefined) {
      if (/&(?!amp;|lt;|gt;|quot;)/.test(text)) throw new Error(`Not escaped: ${text}`);
      if (open.length > 0) open.at(-1).text += text;
    } else if (end !== undefined) {
      const element = open.pop()!;
      if (element.tag !== end) throw new Error(`${element.tag} ends as ${end}`);
      shapes.push(element);
    } else {
      const own = Object.fromEntries(
        [...(attributes ?? '').matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
      );
      const element = {
        tag: tag!,
        attributes: { ...(open.length > 0 ? open.at(-1).attributes : {}), ...own },
        text: '',
      };
      if (alone) shapes.push(element);
      else open.push(element);
    }
  }
  if (open.length > 0) throw new Error(`${open.at(-1).tag} does not end`);
  return shapes;
}

const RING = { r: '7', fill: 'none' };
const isRing = ({ tag, attributes }: Shape) =>
  tag === 'circle' && attributes['r'] === RING.r && attributes['fill'] === RING.fill;

describe('the SVG', () => {
  it('has every title of both sheets: as the mark of its class, or as a grey square', () => {
    const tools = toolsOf(finished());
    const shapes = parseSvg(svgOf(tools));
    const marks = marksOf('light');
    const { classOf, classes } = tools.map.colouring;
    marks.forEach(({ colour, shape }, index) => {
      const drawn = shapes.filter(
        ({ tag, attributes }) =>
          attributes['fill'] === colour && tag === (shape === 'circle' ? 'circle' : 'path'),
      );
      // Once more in the legend.
      expect(drawn).toHaveLength(2 * classes[index]!.points.length + 1);
    });
    const grey = [...classOf].filter((of) => of < 0).length;
    expect(grey).toBe(15);
    const squares = shapes.filter(({ tag, attributes }) => tag === 'rect' && attributes['fill-opacity']);
    expect(squares).toHaveLength(2 * grey);
  });

  it('has a ring around every selected title on both sheets, and none without a selection', () => {
    const tools = toolsOf(finished());
    expect(parseSvg(svgOf(tools)).filter(isRing)).toEqual([]);
    tools.map.select([0, 7, 40]);
    const rings = parseSvg(svgOf(tools)).filter(isRing);
    expect(rings).toHaveLength(6);
    const sheet = tools.map.sheet(0)!;
    const half = (EXPORT_SHEET.width / 2) * 0.92;
    [0, 7, 40].forEach((point, at) => {
      expect(Number(rings[at]!.attributes['cx'])).toBeCloseTo(300 + sheet.points[2 * point]! * half, 1);
      expect(Number(rings[at]!.attributes['cy'])).toBeCloseTo(300 + sheet.points[2 * point + 1]! * half, 1);
    });
  });

  it('has the contours of each sheet in its ink, and a pin', () => {
    const tools = toolsOf(finished());
    const sheets = figureSheets(tools, 'light');
    const pinned = sheets.map((sheet): FigureSheet => ({
      ...sheet,
      scene: { ...sheet.scene, pin: { text: 'A typed title', x: 0, y: 0 } },
    }));
    const shapes = parseSvg(sheetsToSvg(pinned, EXPORT_SHEET, figureText(tools.map), estimateText));
    for (const { inks, scene } of sheets) {
      const contours = shapes.filter(
        ({ tag, attributes }) => tag === 'path' && attributes['stroke'] === inks.sheet,
      );
      expect(contours).toHaveLength(1);
      expect(contours[0]!.attributes['d']!.split('M')).toHaveLength(scene.contours.length + 1);
    }
    expect(shapes.filter(({ tag, text }) => tag === 'text' && text === 'A typed title')).toHaveLength(2);
    const heads = shapes.filter(
      ({ tag, attributes }) => tag === 'path' && /A5\.4 5\.4 0 1 1/.test(attributes['d']!),
    );
    expect(heads).toHaveLength(2);
  });

  it('has labels, caption and legend in words, and takes no title for markup', () => {
    const tools = toolsOf(finished());
    const shapes = parseSvg(svgOf(tools));
    const texts = shapes.filter(({ tag }) => tag === 'text').map(({ text }) => text);
    for (const label of ['General model', 'Job-title model']) expect(texts).toContain(label);
    expect(texts).toContain('R&amp;D &lt;Lead&gt; &quot;x&quot;');
    const caption = shapes.find(({ tag }) => tag === 'title')!.text;
    expect(caption).toBe(captionOf(tools.map));
    for (const part of ['75 job titles', 'seed 101', 'perplexity 20', '1000 iterations', '1.250', '0.750'])
      expect(caption).toContain(part);
    expect(caption).toContain('No scale: distances between clusters mean nothing.');
    // The caption is on the picture too, in lines.
    const lines = wrap(caption, 1220, (text) => estimateText(text, '400 12px', '0em'));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(texts).toContain(line);
    for (let at = 0; at < 19; at++)
      expect(texts.filter((text) => text === `Seed ${at}`).length).toBeGreaterThan(0);
  });

  it('says what a map made here is of, and of how many titles', () => {
    const maps = finished();
    const origin = {
      name: 'staff.csv, column Job',
      synthetic: false,
      mates: 'value',
      titles: 9000,
      measured: 75,
    };
    const caption = captionOf(toolsOf({ ...maps, origin } as FinishedMaps).map);
    expect(caption).toContain('t-SNE of 75 of 9,000 job titles (staff.csv, column Job), drawn');
  });

  it('shows the one sheet between both spaces, with its trails, where the page does', () => {
    const tools = toolsOf(finished());
    tools.map.select([0, 1]);
    tools.mode = 'morph';
    tools.share = 0.25;
    const shapes = parseSvg(svgOf(tools));
    expect(shapes.filter(isRing)).toHaveLength(2);
    expect(shapes.map(({ text }) => text)).toContain(
      'From General model to Job-title model: 25 % of the way',
    );
    const [sheet] = figureSheets(tools, 'light');
    const trails = shapes.filter(
      ({ attributes }) =>
        attributes['stroke'] === sheet!.inks.sheet && attributes['stroke-opacity'] === '0.6',
    );
    expect(trails[0]!.attributes['d']!.split('M')).toHaveLength(3);
  });
});

describe('the CSV', () => {
  const read = (maps: FinishedMaps) =>
    Papa.parse<Record<string, string>>(mapCsv(maps).replace(/^\ufeff/, ''), {
      header: true,
      skipEmptyLines: true,
    });

  it('has a row a title with its place on both maps, and the settings', () => {
    const maps = finished();
    const { data, errors } = read(maps);
    expect(errors).toEqual([]);
    expect(data).toHaveLength(maps.set.points.length);
    data.forEach((row, point) => {
      const { title, group, kind } = maps.set.points[point]!;
      expect(row).toMatchObject({ title, kind, seed_title: seedOf(group), role: `role ${group}` });
      for (const space of ['base', 'tuned'] as const) {
        const { positions } = maps.spaces[space];
        expect(Number(row[`${space}_x`])).toBeCloseTo(positions[2 * point]!, 3);
        expect(Number(row[`${space}_y`])).toBeCloseTo(positions[2 * point + 1]!, 3);
      }
      expect(row).toMatchObject({ engine: 'rolemap', seed: '101', perplexity: '20', iterations: '1000' });
      expect(row).toMatchObject({ early_iterations: '250', exaggeration: '3' });
      expect(row).toMatchObject({ base_divergence: '1.25', tuned_divergence: '0.75' });
    });
  });

  it('has the columns of a third space where there is one, and of another engine no settings of ours', () => {
    const maps = finished();
    const three = { ...maps, spaces: { ...maps.spaces, 'seed-recipe': maps.spaces.base } };
    expect(mapColumns(three)).toEqual(expect.arrayContaining(['seed_recipe_x', 'seed_recipe_y']));
    expect(mapColumns(maps).some((column) => column.startsWith('seed_recipe'))).toBe(false);
    expect(Object.keys(mapRows(three)[0]!).toSorted()).toEqual(mapColumns(three).toSorted());
    const other = mapRows({ ...maps, recipe: { ...maps.recipe, engine: 'tsne-js' } })[0]!;
    expect(other).toMatchObject({ engine: 'tsne-js', exaggeration: '', base_divergence: '' });
  });

  it('leaves nothing for a spreadsheet to run', () => {
    const maps = finished();
    const points = maps.set.points.map((point) => ({ ...point, title: '=HYPERLINK("x")' }));
    expect(read({ ...maps, set: { ...maps.set, points } }).data[0]!['title']).toBe('\'=HYPERLINK("x")');
  });
});

describe('the picture', () => {
  const width = (text: string) => text.length * 6;

  it('is as large as its sheets, caption and legend need, and holds them all', () => {
    const legend = Array.from({ length: 20 }, (_, at) => `Seed ${at}`);
    for (const [count, columns] of [
      [1, 2],
      [2, 4],
    ] as const) {
      const layout = layoutFigure(count, EXPORT_SHEET, { caption: 'word '.repeat(60).trim(), legend }, width);
      expect(layout.width).toBe(count * 620 + 20);
      expect(layout.sheets).toHaveLength(count);
      const places = [...layout.caption, ...layout.legend];
      for (const { x, y, text } of places) {
        expect(x + width(text)).toBeLessThanOrEqual(layout.width);
        expect(y).toBeGreaterThan(EXPORT_SHEET.height);
        expect(y).toBeLessThan(layout.height);
      }
      expect(new Set(layout.legend.map(({ y }) => y)).size).toBe(20 / columns);
      // Whole pixels at every size that is offered.
      for (const times of [1, 2, 4])
        expect([layout.width * times, layout.height * times].every(Number.isInteger)).toBe(true);
    }
  });

  it('cuts long names and wraps long captions', () => {
    expect(fitted('a very long name', 60, width)).toBe('a very lo…');
    expect(fitted('short', 60, width)).toBe('short');
    expect(wrap('one two three', 42, width)).toEqual(['one two', 'three']);
    expect(wrap('averyveryverylongword b', 42, width)).toEqual(['averyveryverylongword', 'b']);
  });
});
