import { type CollectOptions, EngineError, type EngineEvent, type PlayOptions } from "./adapter.ts";
import type { Timer } from "./clock.ts";

/** What plays and gathers need of the switchboard, for one leg. */
export interface Speaker {
  /** @returns the prompt's length in milliseconds. @throws EngineError */
  sound(prompt: string, isLooped: boolean): Promise<number>;
  hush(): Promise<void>;
  /** Does something later, in turn with all else that is done for the call. */
  after(ms: number, work: () => Promise<void>): Timer;
  finished(playId: string, reason: Reason, digits?: string): void;
}

type Reason = Extract<EngineEvent, { kind: "play.finished" }>["reason"];

interface Play {
  readonly playId: string;
  readonly prompts: readonly string[];
  readonly options: PlayOptions;
  /** Which of the prompts plays. */
  turn: number;
  timer?: Timer;
}

interface Collect {
  readonly playId: string;
  readonly options: CollectOptions;
  digits: string;
  timer?: Timer;
}

/** What plays to one leg and what keys are gathered from it: at most one of each. */
export class Plays {
  readonly #speaker: Speaker;
  #play: Play | null = null;
  #collect: Collect | null = null;

  constructor(speaker: Speaker) {
    this.#speaker = speaker;
  }

  async play(playId: string, prompts: readonly string[], options: PlayOptions): Promise<void> {
    if (this.#play?.playId === playId) return;
    if (this.#play) this.#endPlay("stopped");
    this.#play = { playId, prompts, options, turn: 0 };
    this.#collect?.timer?.cancel();
    await this.#next(this.#play, 0);
  }

  /** Plays the prompt that plays from its beginning. */
  async again(): Promise<void> {
    const play = this.#play;
    play?.timer?.cancel();
    if (play) await this.#next(play, play.turn);
  }

  collect(playId: string, options: CollectOptions): void {
    if (this.#collect?.playId === playId) return;
    this.#endCollect("stopped");
    this.#collect = { playId, options, digits: "" };
    if (!this.#play) this.#await(this.#collect);
  }

  key(digit: string): void {
    const [play, collect] = [this.#play, this.#collect];
    if (collect && digit !== collect.options.terminator) collect.digits += digit;
    if (play?.options.isStoppedByKey) {
      this.#endPlay("key");
      this.#speaker.after(0, async () => (this.#play ? undefined : this.#speaker.hush()));
    }
    if (!collect) return;
    if (digit === collect.options.terminator || collect.digits.length >= collect.options.most)
      this.#endCollect("collected");
    else if (!this.#play) this.#await(collect);
  }

  get isPlaying(): boolean {
    return this.#play !== null;
  }

  /** What plays now. */
  get playId(): string | null {
    return this.#play?.playId ?? null;
  }

  /** Whatever plays ends; keys are gathered on. */
  silence(): void {
    if (this.#play) this.#endPlay("stopped");
  }

  /** @returns whether something was playing */
  stop(): boolean {
    const isPlaying = this.#play !== null;
    this.silence();
    this.#endCollect("stopped");
    return isPlaying;
  }

  async #next(play: Play, index: number): Promise<void> {
    if (this.#play !== play) return;
    const { prompts, options } = play;
    const turn = options.isLooped && index === prompts.length ? 0 : index;
    const prompt = prompts[turn];
    play.turn = turn;
    if (prompt === undefined) return this.#endPlay("end");
    const isEndless = options.isLooped && prompts.length === 1;
    const ms = await this.#speaker.sound(prompt, isEndless).catch((error: unknown) => {
      if (error instanceof EngineError) return null;
      throw error;
    });
    if (this.#play !== play) return;
    if (ms === null) this.#endPlay("failed");
    else if (!isEndless) play.timer = this.#speaker.after(ms, () => this.#next(play, turn + 1));
  }

  #await(collect: Collect): void {
    collect.timer?.cancel();
    collect.timer = this.#speaker.after(collect.options.timeoutMs, async () => {
      if (this.#collect === collect) this.#endCollect("timeout");
    });
  }

  #endPlay(reason: Reason): void {
    const play = this.#play!;
    this.#play = null;
    play.timer?.cancel();
    this.#speaker.finished(play.playId, reason);
    if (this.#collect) this.#await(this.#collect);
  }

  #endCollect(reason: Reason): void {
    const collect = this.#collect;
    if (!collect) return;
    this.#collect = null;
    collect.timer?.cancel();
    this.#speaker.finished(collect.playId, reason, collect.digits);
  }
}
