/** @file The map's part of the address: a copied link shows the same view. */
import { formatSource, parseSource, SHIPPED, type MapSource } from '../../core/map/map-source.ts';
import { SPACE_IDS, USUAL_SIDES, type Sides, type SpaceId } from '../../core/map/spaces.ts';
import { COLOUR_NAMES, type ColourBy } from './colouring.ts';
import { WHOLE_SHEET, type View } from './view.ts';
import { formatHash } from '../shell/route.svelte.ts';

export interface MapAddress {
  /** Whose titles are on the map. */
  readonly source: MapSource;
  /** Spaces of the left and of the right sheet. */
  readonly sides: Sides;
  readonly by: ColourBy;
  readonly page: number;
  readonly view: View;
  /** Selected points. */
  readonly selected: readonly number[];
  /** Groups in colour because they were asked for, the latest first. */
  readonly asked: readonly number[];
  /** Of the way from the left to the right space where one sheet shows both, 0 to 1; null for both beside each other. */
  readonly share: number | null;
  /** A typed title. */
  readonly title: string;
}

export const EMPTY_ADDRESS: MapAddress = {
  source: SHIPPED,
  sides: USUAL_SIDES,
  by: 'seed',
  page: 0,
  view: WHOLE_SHEET,
  selected: [],
  asked: [],
  share: null,
  title: '',
};

const MOST_SELECTED = 60;

function wholeNumbers(text: string | null): number[] {
  return (text ?? '')
    .split('.')
    .filter((part) => /^\d{1,5}$/.test(part))
    .map(Number);
}

function readShare(text: string | null): number | null {
  const percent = wholeNumbers(text)[0];
  return percent === undefined ? null : Math.min(100, percent) / 100;
}

function readSides(text: string | null): Sides {
  const [left, right] = (text ?? '').split('.');
  const known = (id: string | undefined): id is SpaceId => SPACE_IDS.some((space) => space === id);
  return known(left) && known(right) ? [left, right] : USUAL_SIDES;
}

/** Anything that cannot be read is as if it were not there. */
export function readMapAddress(parameters: URLSearchParams): MapAddress {
  const by = parameters.get('by');
  const [k, x, y] = (parameters.get('view') ?? '').split(',').map(Number);
  const view =
    [k, x, y].every((value) => Number.isFinite(value)) && k! > 0 ? { k: k!, x: x!, y: y! } : WHOLE_SHEET;
  const query = {
    title: parameters.get('find') ?? '',
    skills: parameters.get('skills') ?? '',
    like: parameters.get('like') ?? '',
  };
  return {
    source: parseSource(parameters.get('set') ?? '', query),
    sides: readSides(parameters.get('sheets')),
    by: by !== null && by in COLOUR_NAMES ? (by as ColourBy) : 'seed',
    page: Math.max(0, (wholeNumbers(parameters.get('page'))[0] ?? 1) - 1),
    view,
    selected: wholeNumbers(parameters.get('select')),
    asked: wholeNumbers(parameters.get('jobs')),
    share: readShare(parameters.get('between')),
    title: parameters.get('q') ?? '',
  };
}

export function mapHash({ source, sides, ...address }: MapAddress): string {
  const { by, page, view, selected, asked, share, title } = address;
  const moved = view.k !== 1 || view.x !== 0 || view.y !== 0;
  const query = source.kind === 'search' && !source.own ? source : { title: '', skills: '', like: '' };
  return formatHash('map', {
    set: formatSource(source),
    find: query.title,
    skills: query.skills,
    like: query.like,
    sheets: sides.join() === USUAL_SIDES.join() ? '' : sides.join('.'),
    q: title,
    by: by === 'seed' ? '' : by,
    page: page === 0 ? '' : String(page + 1),
    view: moved ? [view.k.toFixed(3), view.x.toFixed(4), view.y.toFixed(4)].join() : '',
    jobs: asked.join('.'),
    between: share === null ? '' : String(Math.round(share * 100)),
    select: selected.slice(0, MOST_SELECTED).join('.'),
  });
}
