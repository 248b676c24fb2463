import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join, normalize } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { projectFolder } from "#platform/config.ts";

const library = join(projectFolder, "node_modules/sip.js/lib");
const programs = [process.env.ZHIYIN_CHROMIUM ?? "", "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const executablePath = programs.find((path) => path !== "" && existsSync(path));

/** Why tests with a browser are left out here; false where there is one. */
export const withoutBrowser = executablePath ? false : "Chromium is not on this machine";

/** Chromium with SIP.js, as the page will have it: picks up by itself, says a tone, hears by WebRTC. */
export class BrowserPhone {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(server: Server, browser: Browser, page: Page) {
    this.#server = server;
    this.#browser = browser;
    this.#page = page;
  }

  /** Registers at Kamailio's WebSockets. @param tone that it says, in hertz. @param listenFor tones that it can tell apart */
  static async open(options: BrowserPhoneOptions): Promise<BrowserPhone> {
    const server = createServer(
      (request, reply) =>
        void serve(options, request.url ?? "/").then((body) => {
          reply.setHeader("content-type", request.url === "/" ? "text/html" : "text/javascript").end(body);
        }),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const args = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--use-fake-ui-for-media-stream"];
    const browser = await chromium.launch({ executablePath, args: [...args, "--use-fake-device-for-media-stream"] });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
    await page.waitForFunction("window.isReady");
    return new BrowserPhone(server, browser, page);
  }

  hears(): Promise<number[]> {
    return this.#page.evaluate("window.hears()");
  }

  /** As SIP.js has it: Established, Terminated ... */
  state(): Promise<string> {
    return this.#page.evaluate("window.session?.state ?? 'Initial'");
  }

  press(digit: string): Promise<unknown> {
    return this.#page.evaluate(`window.session.sessionDescriptionHandler.sendDtmf(${JSON.stringify(digit)})`);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}

export interface BrowserPhoneOptions {
  wsPort: number;
  /** `user@domain` */
  address: string;
  password: string;
  tone: number;
  listenFor: readonly number[];
}

/** The page, or a module of SIP.js. */
async function serve(options: BrowserPhoneOptions, url: string): Promise<string> {
  if (url === "/")
    return `<!doctype html><script type="module">const options = ${JSON.stringify(options)};${script}</script>`;
  const file = normalize(join(library, url.replace("/sip/", "")));
  return file.startsWith(library) ? readFile(file, "utf8").catch(() => "") : "";
}

const script = `
import { Registerer, UserAgent } from "/sip/index.js";
const context = new AudioContext();
const mouth = context.createMediaStreamDestination();
const gain = new GainNode(context, { gain: 0.3 });
const oscillator = new OscillatorNode(context, { frequency: options.tone });
oscillator.connect(gain).connect(mouth);
oscillator.start();
navigator.mediaDevices.getUserMedia = async () => mouth.stream.clone();
const ear = new AnalyserNode(context, { fftSize: 8192 });
window.hears = () => {
  const levels = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(levels);
  return options.listenFor.filter((tone) => levels[Math.round((tone * ear.fftSize) / context.sampleRate)] > -50);
};
const listen = (session) => {
  const tracks = session.sessionDescriptionHandler.peerConnection.getReceivers().map(({ track }) => track);
  const audio = new Audio();
  audio.srcObject = new MediaStream(tracks);
  audio.muted = true;
  audio.play(); // without it Chromium gives a remote stream no sound at all
  context.createMediaStreamSource(audio.srcObject).connect(ear);
};
const agent = new UserAgent({
  uri: UserAgent.makeURI("sip:" + options.address),
  authorizationUsername: options.address.split("@")[0],
  authorizationPassword: options.password,
  transportOptions: { server: "ws://127.0.0.1:" + options.wsPort },
  sessionDescriptionHandlerFactoryOptions: { iceGatheringTimeout: 500 },
  logBuiltinEnabled: false,
  delegate: {
    onInvite(session) {
      window.session = session;
      session.stateChange.addListener((state) => state === "Established" && listen(session));
      session.accept();
    },
  },
});
await agent.start();
await new Promise((onAccept) => new Registerer(agent).register({ requestDelegate: { onAccept } }));
await context.resume();
window.isReady = true;
`;
