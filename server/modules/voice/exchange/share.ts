import type { Adapter, EngineEvent } from "../../../platform/telephony/adapter.ts";

/** What nobody has claimed for so many milliseconds is nobody's. */
const longestUnclaimed = 30_000;

/** One organisation's part of an engine that serves several. */
export interface Share extends Adapter {
  /** These calls are ours: what happens to their legs is told here. */
  claim(callId: string): void;
  release(callId: string): void;
}

export interface SharedEngine {
  share(organisationId: string): Share;
}

/**
 * Divides an engine between organisations: a leg that comes in goes to whose trunk or SIP domain it is, all else to who has
 * claimed the call. A snapshot tells an organisation of its own calls and addresses, and nothing of the others'.
 * @param ownerOf organisation of a trunk's id or a SIP domain
 */
export function divide(
  adapter: Adapter,
  ownerOf: (place: { trunkId: string } | { domain: string }) => string | undefined,
): SharedEngine {
  const listeners = new Map<string, (event: EngineEvent) => void>();
  const owners = new Map<string, string>();
  /** What happened to calls that nobody has claimed yet: they are taken up before whose they are is known. */
  const unclaimed = new Map<string, EngineEvent[]>();
  const tell = (organisationId: string | undefined, event: EngineEvent) =>
    organisationId !== undefined && listeners.get(organisationId)?.(event);
  const tellOfCall = (callId: string, event: EngineEvent) => {
    const owner = owners.get(callId);
    if (owner !== undefined && listeners.has(owner)) return tell(owner, event);
    for (const [id, [first]] of unclaimed) if (first!.at < event.at - longestUnclaimed) unclaimed.delete(id);
    unclaimed.set(callId, [...(unclaimed.get(callId) ?? []), event]);
  };
  const ownerOfAddress = (address: string) => ownerOf({ domain: address.split("@")[1] ?? "" });

  adapter.listen((event) => {
    if (event.kind === "engine.changed") for (const listener of listeners.values()) listener(event);
    else if (event.kind === "endpoint.changed") tell(ownerOfAddress(event.address), event);
    else if (event.kind === "leg.incoming") {
      const { source } = event;
      const owner = source.kind === "trunk" ? ownerOf({ trunkId: source.trunkId }) : ownerOfAddress(source.address);
      if (owner && listeners.has(owner)) {
        owners.set(event.callId, owner);
        tell(owner, event);
      } else void adapter.reject(event.legId, "unavailable").catch(() => undefined);
    } else tellOfCall(event.callId, event);
  });

  const share = (organisationId: string): Share => {
    const isMine = ({ callId }: { callId: string }) => owners.get(callId) === organisationId;
    return {
      ...verbsOf(adapter),
      claim: (callId) => void owners.set(callId, organisationId),
      release: (callId) => void (isMine({ callId }) && owners.delete(callId)),
      async snapshot(callId) {
        const { legs, bridges, recordings, registered } = await adapter.snapshot(callId);
        return {
          legs: legs.filter(isMine),
          bridges: bridges.filter(isMine),
          recordings: recordings.filter(isMine),
          registered: registered.filter((address) => ownerOfAddress(address) === organisationId),
        };
      },
      listen(listener) {
        listeners.set(organisationId, listener);
        for (const [callId, events] of unclaimed)
          if (owners.get(callId) === organisationId && unclaimed.delete(callId))
            for (const event of events) listener(event);
      },
      close: async () => void listeners.delete(organisationId),
    };
  };
  return { share };
}

function verbsOf(adapter: Adapter): Omit<Adapter, "snapshot" | "listen" | "close"> {
  return {
    answer: (...given) => adapter.answer(...given),
    reject: (...given) => adapter.reject(...given),
    dial: (...given) => adapter.dial(...given),
    hangup: (...given) => adapter.hangup(...given),
    bridge: (...given) => adapter.bridge(...given),
    park: (...given) => adapter.park(...given),
    play: (...given) => adapter.play(...given),
    stopPlay: (...given) => adapter.stopPlay(...given),
    collect: (...given) => adapter.collect(...given),
    sendDtmf: (...given) => adapter.sendDtmf(...given),
    hold: (...given) => adapter.hold(...given),
    mute: (...given) => adapter.mute(...given),
    record: (...given) => adapter.record(...given),
    monitor: (...given) => adapter.monitor(...given),
  };
}
