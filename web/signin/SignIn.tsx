import { type FormEvent, useRef, useState } from "react";
import { signInContract, updateMeContract } from "../../server/modules/people/session.contract.ts";
import { call } from "../api/call.ts";
import { focusOnOpen } from "../ui/focus.ts";
import { explain } from "./explain.ts";
import { PasswordBox } from "./PasswordBox.tsx";
import { enter, go } from "./place.ts";
import type { Welcome } from "./SignInPages.tsx";
import { chosen, useSay } from "./words.ts";

export function SignIn({ welcome }: { welcome: Welcome }) {
  const say = useSay();
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<string | undefined>();
  const [isBusy, setBusy] = useState(false);
  return (
    <>
      <h1>{say("title", { organisation: welcome.organisation_name })}</h1>
      <form ref={form} onSubmit={submit} noValidate>
        <label htmlFor="email">{say("email")}</label>
        <input
          id="email"
          className="inp"
          name="email"
          type="email"
          autoComplete="username"
          ref={focusOnOpen}
          maxLength={254}
        />
        <PasswordBox label={say("password")} autoComplete="current-password" problem={problem} />
        <div className="row rem">
          <label className="row">
            <input type="checkbox" className="cb" name="remember" defaultChecked />
            {say("remember")}
          </label>
          <span className="grow" />
          <a
            href="/signin/reset"
            onClick={(event) => {
              event.preventDefault();
              go("/signin/reset");
            }}
          >
            {say("forgot")}
          </a>
        </div>
        <button type="submit" className="btn primary" aria-busy={isBusy}>
          {say(isBusy ? "going" : "go")}
        </button>
      </form>
      {welcome.demo_sign_ins.length > 0 && (
        <section className="demo" aria-label={say("demo")}>
          <div className="or">{say("demo")}</div>
          <div className="people">
            {welcome.demo_sign_ins.map((person) => (
              <button key={person.email} type="button" className="btn" onClick={() => pick(person.email)}>
                <b className="el">{person.name}</b>
                <span className="t3 small el">{person.role}</span>
              </button>
            ))}
          </div>
          {welcome.demo_password && (
            <p className="t3 small">{say("demo_password", { password: welcome.demo_password })}</p>
          )}
        </section>
      )}
    </>
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    void signIn(String(values.get("email")).trim(), String(values.get("password")), values.has("remember"));
  }

  function pick(email: string) {
    const box = form.current?.querySelector<HTMLInputElement>("#email");
    if (box) box.value = email;
    void signIn(email, welcome.demo_password ?? "", true);
  }

  async function signIn(email: string, password: string, remember: boolean) {
    if (!email) return focus("#email", say("email_needed"));
    if (!password) return focus("#password", say("password_needed"));
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const { state } = await call(signInContract, { body: { email, password, remember } }, { staysOn401: true });
      if (state === "second_factor") go("/signin/second-factor");
      else await arrive();
    } catch (error) {
      focus("#password", explain(error, say));
    } finally {
      setBusy(false);
    }
  }

  function focus(selector: string, text: string) {
    setProblem(text);
    form.current?.querySelector<HTMLInputElement>(selector)?.focus();
  }
}

/** Signed in: a language chosen on this page becomes the person's, then on to where one wanted to go. */
export async function arrive(): Promise<void> {
  if (chosen.get()) {
    const locale = document.documentElement.lang === "en" ? "en" : "zh-CN";
    await call(updateMeContract, { body: { locale } }, { staysOn401: true }).catch(() => {});
  }
  enter();
}
