/** A recording as the engine and its file call it: the call's id and its part of it. */
export const nameOf = (callId: string, part: number): string => `${callId}-${part}`;

export function partsOf(recordingId: string): { callId: string; part: number } {
  const at = recordingId.lastIndexOf("-");
  return { callId: recordingId.slice(0, at), part: Number(recordingId.slice(at + 1)) };
}
