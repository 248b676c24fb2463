import { type RefObject, useRef, useState } from "react";

export interface Audio {
  ref: RefObject<HTMLAudioElement | null>;
  isPlaying: boolean;
  /** It was asked to play and has nothing to play yet. */
  isWaiting: boolean;
  hasFailed: boolean;
  positionMs: number;
  speed: number;
  toggle(): void;
  jump(ms: number): void;
  setSpeed(speed: number): void;
  /** For the element. */
  events: Record<
    "onPlay" | "onPlaying" | "onPause" | "onWaiting" | "onEnded" | "onTimeUpdate" | "onError" | "onLoadedMetadata",
    () => void
  >;
}

/** An audio element as a player needs it; nothing is fetched before somebody plays. */
export function useAudio(lengthMs: number): Audio {
  const ref = useRef<HTMLAudioElement>(null);
  const [state, setState] = useState({ isPlaying: false, isWaiting: false, hasFailed: false, positionMs: 0 });
  const [speed, setSpeed] = useState(1);
  const set = (change: Partial<typeof state>) => setState((before) => ({ ...before, ...change }));
  return {
    ref,
    ...state,
    speed,
    toggle() {
      const audio = ref.current;
      if (!audio) return;
      if (!audio.paused) return audio.pause();
      set({ hasFailed: false, isWaiting: true });
      if (audio.error) audio.load();
      audio.play().catch(() => set({ isPlaying: false, isWaiting: false }));
    },
    jump(ms) {
      const positionMs = Math.min(lengthMs, Math.max(0, ms));
      set({ positionMs });
      if (ref.current && ref.current.readyState > 0) ref.current.currentTime = positionMs / 1000;
    },
    setSpeed(next) {
      setSpeed(next);
      if (ref.current) ref.current.playbackRate = next;
    },
    events: {
      onPlay: () => set({ isPlaying: true }),
      onPlaying: () => set({ isWaiting: false }),
      onPause: () => set({ isPlaying: false, isWaiting: false }),
      onWaiting: () => set({ isWaiting: true }),
      onEnded: () => set({ isPlaying: false, positionMs: 0 }),
      onError: () => set({ hasFailed: true, isPlaying: false, isWaiting: false }),
      onTimeUpdate: () => ref.current && set({ positionMs: Math.round(ref.current.currentTime * 1000) }),
      onLoadedMetadata() {
        // where somebody has jumped before anything was there to jump in
        if (!ref.current) return;
        ref.current.playbackRate = speed;
        if (state.positionMs > 0) ref.current.currentTime = state.positionMs / 1000;
      },
    },
  };
}
