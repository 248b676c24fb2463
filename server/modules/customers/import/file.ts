import { join } from "node:path";

/** Where a stored file of an organisation lies. */
export const storedPath = (house: { folder: string }, fileId: string): string => join(house.folder, fileId);
