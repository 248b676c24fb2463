import { useEffect, useState } from "react";
import { welcomeContract } from "../../server/modules/people/session.contract.ts";
import type { ResponseOf } from "../../server/platform/contract/contract.ts";
import { call } from "../api/call.ts";
import { Mark } from "../ui/Mark.tsx";
import { AccessLink } from "./AccessLink.tsx";
import { place } from "./place.ts";
import { Reset } from "./Reset.tsx";
import { SecondFactor } from "./SecondFactor.tsx";
import { SignIn } from "./SignIn.tsx";
import { Strings } from "./Strings.tsx";
import { chooseLanguage, useLanguage, useSay } from "./words.ts";

export type Welcome = ResponseOf<typeof welcomeContract>;

const unknown: Welcome = { organisation_name: "", version: __VERSION__, demo_sign_ins: [], demo_password: null };

export function SignInPages() {
  const say = useSay();
  const language = useLanguage();
  const path = place.use();
  const [welcome, setWelcome] = useState(unknown);
  useEffect(() => {
    call(welcomeContract, {}, { staysOn401: true }).then(setWelcome, () => {});
  }, []);
  document.title = say("product");
  return (
    <div className="sg">
      <header className="art">
        <div className="row brand">
          <Mark label={say("product")} />
          <b>{say("product")}</b>
        </div>
        <Strings />
        <p>
          {say("line")}
          <small>{say("line_small")}</small>
        </p>
      </header>
      <main className="fm">
        <fieldset className="lang seg">
          <legend className="sr">{say("language")}</legend>
          <button
            type="button"
            lang="zh-CN"
            aria-pressed={language === "zh-CN"}
            onClick={() => chooseLanguage("zh-CN")}
          >
            中文
          </button>
          <button type="button" lang="en" aria-pressed={language === "en"} onClick={() => chooseLanguage("en")}>
            English
          </button>
        </fieldset>
        <div className="box">{page()}</div>
        <footer className="ft">
          <span>{say("open_source")}</span>
          <span>{welcome.version}</span>
        </footer>
      </main>
    </div>
  );

  function page() {
    if (path.startsWith("/access/")) return <AccessLink token={decodeURIComponent(path.slice("/access/".length))} />;
    if (path === "/signin/second-factor") return <SecondFactor />;
    if (path === "/signin/reset") return <Reset />;
    return <SignIn welcome={welcome} />;
  }
}
