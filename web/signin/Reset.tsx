import { type FormEvent, useState } from "react";
import { requestResetContract } from "../../server/modules/people/session.contract.ts";
import { call } from "../api/call.ts";
import { focusOnOpen } from "../ui/focus.ts";
import { BackLink } from "./BackLink.tsx";
import { explain } from "./explain.ts";
import { useSay } from "./words.ts";

type Sent = { email: string; isMailReady: boolean };

export function Reset() {
  const say = useSay();
  const [sent, setSent] = useState<Sent | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  if (sent) {
    return (
      <>
        <h1>{say(sent.isMailReady ? "sent_title" : "no_mail_title")}</h1>
        <p className="read t2" role="status">
          {sent.isMailReady ? say("sent_text", { email: sent.email }) : say("no_mail_text")}
        </p>
        <BackLink />
      </>
    );
  }
  return (
    <>
      <h1>{say("reset_title")}</h1>
      <p className="t3">{say("reset_text")}</p>
      <form onSubmit={submit} noValidate>
        <label htmlFor="email">{say("email")}</label>
        <input
          id="email"
          className="inp"
          name="email"
          type="email"
          autoComplete="username"
          ref={focusOnOpen}
          aria-invalid={problem ? true : undefined}
        />
        {problem && (
          <p className="danger small said" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="btn primary">
          {say("send")}
        </button>
      </form>
      <BackLink />
    </>
  );

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email")).trim();
    if (!email.includes("@")) return setProblem(say("email_needed"));
    try {
      const answer = await call(requestResetContract, { body: { email } }, { staysOn401: true });
      setSent({ email, isMailReady: answer.mail_ready });
    } catch (error) {
      setProblem(explain(error, say));
    }
  }
}
