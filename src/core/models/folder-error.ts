/** @file What is wrong with a folder that should be a model. */

/** `file` is the path in the folder that has to change; `message` names it, what is wrong and what to do. */
export class ModelFolderError extends Error {
  readonly file: string;

  constructor(file: string, problem: string, advice: string, options?: ErrorOptions) {
    super(`${file}: ${problem}. ${advice}`, options);
    this.name = 'ModelFolderError';
    this.file = file;
  }
}
