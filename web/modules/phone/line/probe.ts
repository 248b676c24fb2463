import type { UserAgent } from "sip.js";

/** Asks the edge whether it is there (OPTIONS, RFC 3261 11). `onAnswer` is called once it says anything at all. */
export function askEdge({ userAgentCore: core, configuration, transport }: UserAgent, onAnswer: () => void): void {
  if (!transport.isConnected()) return;
  const { uri } = configuration;
  const request = core.makeOutgoingRequestMessage("OPTIONS", uri, uri, uri, {});
  // what the library makes up when nobody answers has no Call-ID
  const answer = ({ message }: { message: { callId: string } }) => {
    if (message.callId === request.callId) onAnswer();
  };
  core.request(request, { onAccept: answer, onReject: answer });
}
