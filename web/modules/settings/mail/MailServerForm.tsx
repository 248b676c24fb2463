import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  readMailServerContract,
  updateMailServerContract,
} from "../../../../server/modules/people/organisation.contract.ts";
import { readMeContract } from "../../../../server/modules/people/session.contract.ts";
import type { BodyOf, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { useMe } from "../../../frame/me.ts";
import { fieldProblem } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Field } from "../../../ui/Field.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { Section } from "../Section.tsx";
import { MailTest } from "./MailTest.tsx";

type MailServer = NonNullable<ResponseOf<typeof readMailServerContract>["mail_server"]>;
type Body = BodyOf<typeof updateMailServerContract>;

const usualPort = { none: 25, starttls: 587, tls: 465 } as const;
const securities = ["starttls", "tls", "none"] as const;
const fresh: MailServer = { host: "", port: 587, security: "starttls", user: null, from_address: "", from_name: "" };

export function MailServerForm({ kept, hasPassword }: { kept: MailServer | null; hasPassword: boolean }) {
  const { t } = useTranslation();
  const { organisation } = useMe();
  const update = useCall(updateMailServerContract);
  const before = kept ?? { ...fresh, from_name: organisation.name };
  const [server, setServer] = useState(before);
  const [password, setPassword] = useState("");
  const [isTried, setTried] = useState(false);
  const isChanged = password !== "" || JSON.stringify(server) !== JSON.stringify(before);
  return (
    <form onSubmit={save} noValidate autoComplete="off">
      <Section title={t("settings.mail.server")} text={t("settings.mail.server_text")}>
        <Field label={t("settings.mail.host")} error={problemOf("host", server.host !== "")}>
          <input
            className="inp"
            value={server.host}
            placeholder="smtp.example.test"
            maxLength={253}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => set({ host: event.target.value.trim() })}
          />
        </Field>
        <div className="row two-fields">
          <Field label={t("settings.mail.security")}>
            <select className="inp" value={server.security} onChange={(event) => secure(event.target.value)}>
              {securities.map((one) => (
                <option key={one} value={one}>
                  {t(`settings.mail.security_is.${one}`)}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t("settings.mail.port")} error={problemOf("port", server.port > 0 && server.port < 65536)}>
            <input
              className="inp num"
              inputMode="numeric"
              value={server.port || ""}
              onChange={(event) => set({ port: Number(event.target.value.replace(/\D/g, "")) })}
            />
          </Field>
        </div>
        <Field label={t("settings.mail.user")} hint={t("settings.mail.user_hint")} error={problemOf("user", true)}>
          <input
            className="inp"
            value={server.user ?? ""}
            maxLength={254}
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => set({ user: event.target.value.trim() || null })}
          />
        </Field>
        {server.user !== null && (
          <Field
            label={t("settings.mail.password")}
            hint={t(hasPassword ? "settings.mail.password_kept" : "settings.mail.password_hint")}
          >
            <input
              className="inp"
              type="password"
              value={password}
              placeholder={hasPassword ? "••••••••" : ""}
              maxLength={500}
              autoComplete="new-password"
              onChange={(event) => setPassword(event.target.value)}
            />
          </Field>
        )}
      </Section>
      <Section title={t("settings.mail.from")} text={t("settings.mail.from_text")}>
        <Field label={t("settings.mail.from_name")}>
          <input
            className="inp"
            value={server.from_name}
            maxLength={120}
            onChange={(event) => set({ from_name: event.target.value })}
          />
        </Field>
        <Field
          label={t("settings.mail.from_address")}
          error={problemOf("from_address", /^[^\s@]+@[^\s@]+$/.test(server.from_address))}
        >
          <input
            className="inp"
            inputMode="email"
            value={server.from_address}
            placeholder="crm@example.test"
            maxLength={254}
            onChange={(event) => set({ from_address: event.target.value.trim() })}
          />
        </Field>
        <FormProblem error={update.error} />
        <div className="row">
          <button type="submit" className="btn primary" aria-busy={update.isPending}>
            {t("settings.mail.save")}
          </button>
          {isChanged && kept && <ActionButton onClick={revert}>{t("settings.revert")}</ActionButton>}
        </div>
      </Section>
      <Section title={t("settings.mail.test.title")} text={t("settings.mail.test.text")}>
        <MailTest
          why={kept ? (isChanged ? t("settings.mail.test.save_first") : undefined) : t("settings.mail.test.set_first")}
        />
      </Section>
    </form>
  );

  function set(changes: Partial<MailServer>) {
    update.reset();
    setServer({ ...server, ...changes });
  }

  /** A port that was only the usual one of the other kind goes with it. */
  function secure(value: string) {
    const security = securities.find((one) => one === value) ?? "starttls";
    const isUsual = server.port === usualPort[server.security];
    set({ security, ...(isUsual ? { port: usualPort[security] } : {}) });
  }

  function problemOf(field: keyof MailServer, isGood: boolean): string | undefined {
    if (isTried && !isGood) return t(server[field] ? "problem.reason.format" : "problem.reason.required");
    return fieldProblem(update.error, field);
  }

  function revert() {
    setServer(before);
    setPassword("");
    setTried(false);
    update.reset();
  }

  function save(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const isGood =
      server.host !== "" && server.port > 0 && server.port < 65536 && /^[^\s@]+@[^\s@]+$/.test(server.from_address);
    if (!isGood) return;
    const secret: Pick<Body, "password"> = server.user === null ? { password: null } : password ? { password } : {};
    update.mutate(
      { body: { ...server, ...secret } },
      {
        onSuccess: (saved) => {
          showToast({ text: t("settings.mail.saved") });
          client.setQueryData(keyOf(readMailServerContract, {}), saved);
          void client.invalidateQueries({ queryKey: keyOf(readMeContract) });
        },
      },
    );
  }
}
