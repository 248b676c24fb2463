/** A row stands for bytes that the store does not have: a damaged disk, or a back-up restored without its files. */
export class FileMissing extends Error {
  override name = "FileMissing";
  constructor(id: string) {
    super(`the bytes of the stored file ${id} are not in the store`);
  }
}
