import { createStore } from "../ui/store.ts";

/** What floats over every page and is opened from several places. */
export const palette = createStore(false);
export const keyMap = createStore(false);
export const newCustomer = createStore(false);
/** A file dropped on the customer list, handed to the import page. */
export const droppedFile = createStore<File | undefined>(undefined);
