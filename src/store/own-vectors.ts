/** @file Vectors that a model of the user's own made, each with the stamp of that model: those of another are never given out. */
import { sameStamp, type ModelStamp } from '../core/models/model-stamp.ts';
import type { Backend } from './backend.ts';
import { keepLasting } from './keep-lasting.ts';
import { asOwnModelError, OwnModelError } from './own-model-error.ts';
import { vectorsKey, type OwnModelRecord } from './own-model-records.ts';

/** Which texts the vectors are of. */
export interface VectorsPlace {
  /** Name of the corpus, and the hash of its texts: rows of other texts are other vectors. */
  readonly corpus: string;
  readonly corpusSha256: string;
  readonly field: string;
}

/** Int8 rows: value = stored * scale. */
export interface OwnVectorRows {
  readonly rows: number;
  readonly scale: number;
  /** [rows * dimension], C order. */
  readonly values: Int8Array<ArrayBuffer>;
}

interface VectorsRecord {
  readonly stamp: ModelStamp;
  readonly corpusSha256: string;
  readonly rows: number;
  readonly scale: number;
}

export class OwnVectors {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /**
   * Keeps vectors in place of those that stood there.
   * @throws RangeError if there are not rows * dimension values; OwnModelError `quota`, `failed`
   */
  async save(model: OwnModelRecord, place: VectorsPlace, vectors: OwnVectorRows): Promise<void> {
    const { rows, scale, values } = vectors;
    if (values.length !== rows * model.settings.dimension)
      throw new RangeError(
        `${values.length} values are not ${rows} rows of ${model.settings.dimension} dimensions.`,
      );
    const key = vectorsKey(model.id, place.corpus, place.field);
    const { sha256, tokenizerSha256, settings } = model;
    const record: VectorsRecord = {
      stamp: { sha256, tokenizerSha256, settings },
      corpusSha256: place.corpusSha256,
      rows,
      scale,
    };
    try {
      await keepLasting(this.#backend, [
        [`${key}/values`, values.slice().buffer],
        [key, record],
      ]);
    } catch (error) {
      throw asOwnModelError(error, `Vectors of ${model.name}`, values.length);
    }
  }

  /**
   * Null where none are stored, or those of other texts.
   * @throws OwnModelError `other-model` where another file, tokenizer or setting made them
   */
  async read(model: OwnModelRecord, place: VectorsPlace): Promise<OwnVectorRows | null> {
    const key = vectorsKey(model.id, place.corpus, place.field);
    const record = (await this.#backend.get(key)) as VectorsRecord | undefined;
    if (record?.corpusSha256 !== place.corpusSha256) return null;
    if (!sameStamp(record.stamp, model))
      throw new OwnModelError(
        'other-model',
        `Vectors of ${model.name}`,
        'were made by another file or with other settings',
      );
    const values = await this.#backend.get(`${key}/values`);
    if (
      !(values instanceof ArrayBuffer) ||
      values.byteLength !== record.rows * record.stamp.settings.dimension
    )
      return null;
    return { rows: record.rows, scale: record.scale, values: new Int8Array(values) };
  }
}
