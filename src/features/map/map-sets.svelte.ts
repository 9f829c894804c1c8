/** @file Other titles on the map: read, drawn, encoded by both models here, and made into maps. The latest choice wins. */
import type { ModelId } from '../../core/formats/manifest.ts';
import {
  drawSet,
  isEverywhere,
  perplexityFor,
  sameSource,
  SHIPPED,
  type DrawnSet,
  type MapSource,
} from '../../core/map/map-source.ts';
import { ENCODED_SPACES } from '../../core/map/spaces.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import { RateMeter } from '../normalize/rate.ts';
import type { EncodeOptions } from '../setup/encoder.svelte.ts';
import type { MapFile } from './map-file.svelte.ts';
import type { MapRun } from './map-run.svelte.ts';
import type { MapState } from './map.svelte.ts';
import type { Spaces } from './map-vectors.ts';
import type { SourceTitles } from './source-titles.ts';

/** Titles encoded in one call: a search that is typed meanwhile waits for one call at most. */
const CHUNK = 64;

/** What a set is made of, from outside. */
export interface SetPorts {
  /** All titles of a set other than the shipped one and a file. */
  readonly read: (source: MapSource, signal: AbortSignal) => Promise<SourceTitles>;
  /** Unit vectors of titles under a model [titles.length * dimension]. Rejects where the model cannot serve. */
  readonly encode: (
    model: ModelId,
    titles: readonly string[],
    options: EncodeOptions,
  ) => Promise<Float32Array>;
  /** Seconds of a clock that never goes back. */
  readonly now?: () => number;
}

export type SetPhase = 'reading' | 'encoding' | 'mapping';

export class MapSets {
  /** Whose titles are on the map. */
  source = $state.raw<MapSource>(SHIPPED);
  /** What is made now, and how far that is; null when nothing is. */
  making = $state.raw<MapSource | null>(null);
  phase = $state<SetPhase>('reading');
  /** Titles encoded, of both models together. */
  done = $state(0);
  total = $state(0);
  /** Titles a second and seconds left, of both models together; null while they are not known. */
  rate = $state<number | null>(null);
  secondsLeft = $state<number | null>(null);
  /** The set of an address, until it is made. */
  waiting = $state.raw<MapSource | null>(null);
  /** Why an address shows the shipped set instead of its own. */
  note = $state('');
  /** Vectors of the set on the map; null for the shipped one, whose vectors the store has. */
  spaces: Spaces | null = null;
  readonly file: MapFile;
  readonly task = new LatestTask();
  readonly #map: MapState;
  readonly #run: MapRun;
  readonly #ports: SetPorts;

  constructor(map: MapState, run: MapRun, file: MapFile, ports: SetPorts) {
    this.#map = map;
    this.#run = run;
    this.file = file;
    this.#ports = ports;
  }

  /** Takes the set of an address: it is made when the models are here. */
  follow(source: MapSource): void {
    this.note = '';
    this.waiting = null;
    if (sameSource(source, this.source)) return;
    if (!isEverywhere(source)) {
      this.note =
        'This link is to titles of a file that only the browser that made the link has. The titles that come with the app are shown instead.';
      this.#back();
    } else if (source.kind === 'shipped') this.#back();
    else this.waiting = source;
  }

  /** Makes the set of an address. */
  async makeWaiting(): Promise<void> {
    const { waiting } = this;
    if (!waiting) return;
    await this.#make(waiting);
    if (this.waiting === waiting) this.waiting = null;
  }

  forgetWaiting(): void {
    this.waiting = null;
    this.note = '';
  }

  /** Shows a set; the shipped one at once, another when its titles are encoded and its maps are made. */
  async show(source: MapSource): Promise<void> {
    this.note = '';
    if (source.kind === 'shipped') this.#back();
    else await this.#make(source);
  }

  /** Gives up what is made; the map from before stays. */
  cancel(): void {
    this.task.forget();
    this.making = null;
    this.#run.cancel();
  }

  #back(): void {
    this.cancel();
    const { shipped } = this.#map;
    if (this.source.kind === 'shipped' || !shipped) return;
    this.source = SHIPPED;
    this.spaces = null;
    this.#run.outcome = null;
    this.#map.enter(shipped);
  }

  async #make(source: MapSource): Promise<void> {
    this.cancel();
    this.making = source;
    this.phase = 'reading';
    this.done = this.total = 0;
    this.rate = this.secondsLeft = null;
    await this.task.run(
      (signal) => this.#makeMaps(source, signal),
      () => undefined,
    );
    if (!this.task.busy && this.making === source) this.making = null;
  }

  async #makeMaps(source: MapSource, signal: AbortSignal): Promise<void> {
    const { recipe } = this.#map.shipped!;
    const read = source.kind === 'file' ? this.file.titles(signal) : this.#ports.read(source, signal);
    const { titles, unseen, ...origin } = await read;
    signal.throwIfAborted();
    const drawn = drawSet(titles, recipe.seed);
    this.phase = 'encoding';
    const spaces = await this.#encode(drawn, signal);
    signal.throwIfAborted();
    this.phase = 'mapping';
    await this.#run.startNew({
      ...{ set: drawn.set, spaces, origin: { ...origin, titles: drawn.titles } },
      recipe: { ...recipe, unseen, perplexity: perplexityFor(drawn.set.points.length) },
    });
    if (signal.aborted || this.#run.phase !== 'done') return;
    this.source = source;
    this.spaces = spaces;
  }

  /** Both models at the same time, each in its own worker. */
  async #encode({ set }: DrawnSet, signal: AbortSignal): Promise<Spaces> {
    const titles = set.points.map(({ title }) => title);
    const meter = new RateMeter();
    const now = this.#ports.now ?? (() => performance.now() / 1000);
    this.total = ENCODED_SPACES.length * titles.length;
    meter.record(now(), 0);
    const encode = async (model: ModelId) => {
      const parts: Float32Array[] = [];
      for (let first = 0; first < titles.length; first += CHUNK) {
        const part = titles.slice(first, first + CHUNK);
        parts.push(await this.#ports.encode(model, part, { signal }));
        signal.throwIfAborted();
        this.done += part.length;
        meter.record(now(), this.done);
        this.rate = meter.perSecond;
        this.secondsLeft = meter.secondsLeft(this.total);
      }
      return joined(parts, titles.length);
    };
    const [base, tuned] = await Promise.all(ENCODED_SPACES.map(encode));
    return { base: base!, tuned: tuned! };
  }
}

/** @param count titles, above 0 */
function joined(parts: readonly Float32Array[], count: number): Spaces['base'] {
  const vectors = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    vectors.set(part, start);
    start += part.length;
  }
  return { vectors, dimension: vectors.length / count };
}
