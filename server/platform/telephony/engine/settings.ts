import { isIP } from "node:net";

/** What is set about voice; everything is on loopback unless told otherwise. */
export interface VoiceSettings {
  isOn: boolean;
  /** Address of this machine that telephones, trunks and browsers' audio reach. */
  host: string;
  /** UDP; 0: any free one, the same again at the next start. */
  sipPort: number;
  /** The address as it looks from outside, when a router translates it. */
  publicAddress: string | undefined;
  /** Of audio; four a call. */
  rtpPorts: { from: number; to: number };
  /** Packages may be installed on Debian as root. */
  mayInstall: boolean;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads ZHIYIN_VOICE, ZHIYIN_SIP_HOST, ZHIYIN_SIP_PORT, ZHIYIN_SIP_PUBLIC, ZHIYIN_RTP_PORTS and ZHIYIN_APT.
 * @param refuse throws: is called with one line that names the setting
 */
export function readVoice(env: Environment, refuse: (line: string) => never): VoiceSettings {
  const voice = env.ZHIYIN_VOICE || "on";
  if (voice !== "on" && voice !== "off") refuse(`ZHIYIN_VOICE must be one of on, off, not "${voice}"`);
  const address = (name: string, text: string): string =>
    isIP(text) && text !== "0.0.0.0" && text !== "::"
      ? text
      : refuse(`${name} must be one address of this machine as 192.0.2.10, not "${text}"`);
  return {
    isOn: voice === "on",
    host: address("ZHIYIN_SIP_HOST", env.ZHIYIN_SIP_HOST || "127.0.0.1"),
    sipPort: readPort(env.ZHIYIN_SIP_PORT || "5060", refuse),
    publicAddress: env.ZHIYIN_SIP_PUBLIC ? address("ZHIYIN_SIP_PUBLIC", env.ZHIYIN_SIP_PUBLIC) : undefined,
    rtpPorts: readRange(env.ZHIYIN_RTP_PORTS || "30000-39998", refuse),
    mayInstall: env.ZHIYIN_APT !== "0",
  };
}

function readPort(text: string, refuse: (line: string) => never): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  return refuse(`ZHIYIN_SIP_PORT must be a number from 0 to 65535, not "${text}"`);
}

function readRange(text: string, refuse: (line: string) => never): VoiceSettings["rtpPorts"] {
  const [from, to] = (/^(\d+)-(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (from !== undefined && to !== undefined && from >= 1024 && to <= 65_535 && to - from >= 100) return { from, to };
  return refuse(`ZHIYIN_RTP_PORTS must be a range of a hundred ports or more as 30000-39998, not "${text}"`);
}
