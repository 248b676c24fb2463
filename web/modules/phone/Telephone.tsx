import "./phone.css";
import { useEffect } from "react";
import { CallDock } from "./CallDock.tsx";
import { useMyCalls, useMyExtension } from "./calls.ts";
import { muteMicrophone } from "./device/microphone.ts";
import { useIceServers } from "./line/ice_servers.ts";
import { dropPlaying, expectSound, startPhone } from "./phone.ts";
import { RingCards } from "./RingCards.tsx";
import { phone } from "./state.ts";
import { useAnswered } from "./useAnswered.ts";

/** What the telephone puts on every page; it works for as long as one is signed in and has an extension. */
export default function Telephone() {
  const extension = useMyExtension();
  const address = extension ? `${extension.digits}@${extension.domain}` : null;
  const isReady = useIceServers();
  useEffect(() => (address && isReady ? startPhone(address) : undefined), [address, isReady]);
  useAgreement();
  useAnswered();
  return (
    <>
      <RingCards />
      <CallDock />
    </>
  );
}

const grace = 4000;

/** What plays in this browser is what call control says: muted with it, and over with it. */
function useAgreement(): void {
  const calls = useMyCalls();
  const { playing } = phone.use();
  const mine = calls.find(({ id }) => id === playing);
  const isMuted = mine?.is_muted ?? false;
  const isSoundExpected = mine !== undefined && !mine.is_holding && mine.answered_at !== null;
  const isOver = playing !== null && mine?.occupation !== "in_call" && mine?.occupation !== "ringing";
  useEffect(() => muteMicrophone(isMuted), [isMuted]);
  useEffect(() => expectSound(isSoundExpected), [isSoundExpected]);
  useEffect(() => {
    if (!isOver) return;
    const timer = setTimeout(dropPlaying, grace);
    return () => clearTimeout(timer);
  }, [isOver]);
}
