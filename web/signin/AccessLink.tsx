import { type FormEvent, useEffect, useState } from "react";
import {
  readAccessLinkContract,
  useAccessLinkContract as setPasswordContract,
  signInContract,
} from "../../server/modules/people/session.contract.ts";
import type { ResponseOf } from "../../server/platform/contract/contract.ts";
import { call } from "../api/call.ts";
import { isProblem } from "../api/problem.ts";
import { BackLink } from "./BackLink.tsx";
import { explain } from "./explain.ts";
import { PasswordBox } from "./PasswordBox.tsx";
import { go } from "./place.ts";
import { arrive } from "./SignIn.tsx";
import { useSay } from "./words.ts";

type Link = ResponseOf<typeof readAccessLinkContract>;

const shortest = 10;

/** Sets the password by an invitation or reset link and goes straight in. */
export function AccessLink({ token }: { token: string }) {
  const say = useSay();
  const [link, setLink] = useState<Link | "gone" | undefined>();
  const [failure, setFailure] = useState<unknown>();
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | undefined>();
  useEffect(() => {
    call(readAccessLinkContract, { params: { token } }, { staysOn401: true }).then(setLink, (error: unknown) =>
      isProblem(error) && error.status === 404 ? setLink("gone") : setFailure(error),
    );
  }, [token]);
  if (failure) {
    return (
      <p className="danger" role="alert">
        {explain(failure, say)}
      </p>
    );
  }
  if (!link) return <div role="status" aria-busy="true" />;
  if (link === "gone") {
    return (
      <>
        <h1>{say("link_gone_title")}</h1>
        <p className="read t2">{say("link_gone_text")}</p>
        <BackLink />
      </>
    );
  }
  const isInvitation = link.purpose === "invitation";
  const missing = shortest - password.length;
  return (
    <>
      <h1>
        {isInvitation
          ? say("invited", { name: link.name, organisation: link.organisation_name })
          : say("new_password_title")}
      </h1>
      <p className="t3">{say(isInvitation ? "invited_text" : "new_password_text", { email: link.email })}</p>
      <form onSubmit={submit} noValidate>
        <input type="email" name="email" autoComplete="username" value={link.email} readOnly hidden />
        <PasswordBox
          label={say("new_password")}
          autoComplete="new-password"
          problem={problem}
          hint={password && missing > 0 ? say("too_short", { count: missing }) : say("new_password_hint")}
          onChange={(value) => {
            setPassword(value);
            setProblem(undefined);
          }}
        />
        <button type="submit" className="btn primary">
          {say("set")}
        </button>
      </form>
    </>
  );

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (typeof link !== "object") return;
    if (missing > 0) return setProblem(say("too_short", { count: missing }));
    try {
      await call(setPasswordContract, { params: { token }, body: { password } }, { staysOn401: true });
      const body = { email: link.email, password, remember: true };
      const { state } = await call(signInContract, { body }, { staysOn401: true });
      if (state === "second_factor") go("/signin/second-factor");
      else await arrive();
    } catch (error) {
      setProblem(explain(error, say));
    }
  }
}
