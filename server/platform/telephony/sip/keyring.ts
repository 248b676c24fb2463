import { Core } from "sip.js";

export interface Key {
  username: string;
  password: string;
}

type Asked = Parameters<Core.DigestAuthentication["authenticate"]>;

/**
 * Whose password answers a challenge (RFC 3261, section 22): our own at the edge, a trunk's at its host. Nobody else who asks is answered,
 * so that a phone cannot try a password out.
 */
export class Keyring {
  readonly #own: Key & { host: string };
  readonly #byRequest = new WeakMap<Core.OutgoingRequestMessage, Key>();
  #byHost: ReadonlyMap<string, Key> = new Map();

  constructor(own: Key & { host: string }) {
    this.#own = own;
  }

  /** For requests within calls, of which only the host is known. */
  replace(byHost: ReadonlyMap<string, Key>): void {
    this.#byHost = byHost;
  }

  assign(request: Core.OutgoingRequestMessage, key: Key): void {
    this.#byRequest.set(request, key);
  }

  /** For one request of SIP.js, which asks for it when it is challenged first. */
  open(loggers: Core.LoggerFactory): Core.DigestAuthentication {
    let digest: Core.DigestAuthentication | undefined;
    const answering: Pick<Core.DigestAuthentication, "authenticate" | "toString"> = {
      authenticate: (...asked: Asked) => {
        const key = this.#find(asked[0]);
        if (!key) return false;
        digest ??= new Core.DigestAuthentication(loggers, undefined, key.username, key.password);
        return digest.authenticate(...asked);
      },
      toString: () => String(digest),
    };
    return answering as Core.DigestAuthentication;
  }

  #find(request: Core.OutgoingRequestMessage): Key | undefined {
    const { host } = request.ruri;
    if (host === this.#own.host) return this.#own;
    return this.#byRequest.get(request) ?? this.#byHost.get(host);
  }
}
