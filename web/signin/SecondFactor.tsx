import { type FormEvent, useState } from "react";
import { verifySecondFactorContract } from "../../server/modules/people/session.contract.ts";
import { call } from "../api/call.ts";
import { focusOnOpen } from "../ui/focus.ts";
import { Icon } from "../ui/Icon.tsx";
import { BackLink } from "./BackLink.tsx";
import { explain } from "./explain.ts";
import { arrive } from "./SignIn.tsx";
import { useSay } from "./words.ts";

export function SecondFactor() {
  const say = useSay();
  const [kind, setKind] = useState<"totp" | "recovery">("totp");
  const [problem, setProblem] = useState<string | undefined>();
  const [isBusy, setBusy] = useState(false);
  const isTotp = kind === "totp";
  return (
    <>
      <h1>{say("factor_title")}</h1>
      <p className="t3">{say(isTotp ? "factor_text" : "recovery_text")}</p>
      <form onSubmit={submit} noValidate key={kind}>
        <label htmlFor="code">{say(isTotp ? "code" : "recovery_code")}</label>
        <input
          id="code"
          className="inp code"
          name="code"
          inputMode={isTotp ? "numeric" : "text"}
          autoComplete="one-time-code"
          ref={focusOnOpen}
          maxLength={20}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? "code-problem" : undefined}
          onChange={(event) => isTotp && /^\d{6}$/.test(event.target.value) && void verify(event.target.value)}
        />
        {problem && (
          <p className="danger small row said" id="code-problem" role="alert">
            <Icon name="warning" size={14} />
            {problem}
          </p>
        )}
        <button type="submit" className="btn primary" aria-busy={isBusy}>
          {say("verify")}
        </button>
      </form>
      <button type="button" className="btn link" onClick={() => setKind(isTotp ? "recovery" : "totp")}>
        {say(isTotp ? "use_recovery" : "use_totp")}
      </button>
      <BackLink />
    </>
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void verify(String(new FormData(event.currentTarget).get("code")));
  }

  async function verify(typed: string) {
    const code = typed.replace(/\s/g, "");
    if (code.length < 6 || isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await call(verifySecondFactorContract, { body: { code, kind } }, { staysOn401: true });
      await arrive();
    } catch (error) {
      setProblem(explain(error, say));
    } finally {
      setBusy(false);
    }
  }
}
