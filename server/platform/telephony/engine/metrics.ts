import { Counter, Gauge } from "prom-client";
import type { Metrics } from "../../metrics.ts";
import type { RegistrationState } from "../sip/registration.ts";
import type { Engine } from "./engine.ts";

/** Gives the engine's figures to those who ask for /metrics; they are read when they are asked for. */
export function countVoice({ registry }: Metrics, engine: Engine): void {
  const registers = [registry];
  new Gauge({
    name: "zhiyin_voice_up",
    help: "Whether a program of the telephone answers",
    labelNames: ["program"],
    registers,
    collect() {
      for (const { name, isUp } of engine.facts().programs) this.set({ program: name }, Number(isUp));
    },
  });
  new Gauge({
    name: "zhiyin_voice_restarts_last_hour",
    help: "Starts after a death, in the last hour",
    labelNames: ["program"],
    registers,
    collect() {
      for (const { name, restartsLastHour } of engine.facts().programs) this.set({ program: name }, restartsLastHour);
    },
  });
  new Counter({
    name: "zhiyin_sip_refused_total",
    help: "Requests that the edge has refused since it was started, by reason",
    labelNames: ["reason"],
    registers,
    async collect() {
      this.reset();
      const counts = await engine.counts().catch(() => undefined);
      for (const [reason, count] of Object.entries(counts?.refused ?? {})) this.inc({ reason }, count);
    },
  });
  new Gauge({
    name: "zhiyin_voice_calls",
    help: "Calls that rtpengine carries",
    registers,
    async collect() {
      const counts = await engine.counts().catch(() => undefined);
      this.set(counts?.calls ?? 0);
    },
  });
}

/** The same for trunks at which this node signs in. */
export function countTrunks({ registry }: Metrics, states: () => ReadonlyMap<string, RegistrationState>): void {
  new Gauge({
    name: "zhiyin_trunk_registered",
    help: "Whether a trunk takes us, by its id; code: the SIP status of the refusal",
    labelNames: ["trunk", "code"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [trunk, state] of states())
        this.set({ trunk, code: state.kind === "failed" ? state.code : "" }, Number(state.kind === "registered"));
    },
  });
}

/** The same for steps of calls that the database will never take. @param count how many lie on this machine */
export function countRefusedSteps({ registry }: Pick<Metrics, "registry">, count: () => number): void {
  new Gauge({
    name: "zhiyin_voice_refused_steps",
    help: "Steps of calls that the database refused for good and that lie in a file for people to look at",
    registers: [registry],
    collect() {
      this.set(count());
    },
  });
}
