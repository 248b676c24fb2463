import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  consentChannels,
  consentSources,
  recordConsentContract,
} from "../../../../server/modules/customers/consent.contract.ts";
import type { BodyOf } from "../../../../server/platform/contract/contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { useRecord } from "../record/RecordContext.ts";
import { consentsChanged, type Listed, nameOf } from "./Consents.tsx";

type Body = BodyOf<typeof recordConsentContract>;

/** What the person said, as narrow or wide as they said it. */
export function ConsentDialog({ purposes, onClose }: { purposes: Listed["purposes"]; onClose: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const save = useCall(recordConsentContract);
  const [verdict, setVerdict] = useState<Body["verdict"]>("refused");
  return (
    <Dialog
      title={t("customers.consent.record_title")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="consent" className="btn primary" aria-busy={save.isPending}>
            {t("frame.save")}
          </button>
        </>
      }
    >
      <form id="consent" onSubmit={submit}>
        <div className="seg fill" role="radiogroup" aria-label={t("customers.consent.verdict")}>
          {(["refused", "given"] as const).map((one) => (
            // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
            <button key={one} type="button" role="radio" aria-checked={one === verdict} onClick={() => setVerdict(one)}>
              {t(`customers.consent.${one}`)}
            </button>
          ))}
        </div>
        <Field label={t("customers.consent.for")}>
          <select className="inp" name="purpose" defaultValue="">
            <option value="">{t("customers.consent.any_purpose")}</option>
            {purposes.map((purpose) => (
              <option key={purpose.key} value={purpose.key}>
                {nameOf(purpose)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("customers.consent.on")}>
          <select className="inp" name="channel" defaultValue="">
            <option value="">{t("customers.consent.any_channel")}</option>
            {consentChannels.map((channel) => (
              <option key={channel} value={channel}>
                {t(`customers.consent.channel.${channel}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("customers.consent.whom")}>
          <select className="inp" name="about" defaultValue="">
            <option value="">{record.facts.name}</option>
            {record.contacts?.map((contact) => (
              <option key={contact.id} value={`contact ${contact.id}`}>
                {contact.name}
              </option>
            ))}
            {record.contact_points
              ?.filter(({ kind }) => kind !== "address")
              .map((point) => (
                <option key={point.id} value={`point ${point.id}`}>
                  {t("customers.consent.only", { point: point.display })}
                </option>
              ))}
          </select>
        </Field>
        {record.clients.length > 0 && (
          <Field label={t("customers.consent.client")}>
            <select className="inp" name="client" defaultValue="">
              <option value="">{t("customers.consent.any_client")}</option>
              {record.clients.map((client) => (
                <option key={client.id} value={client.id}>
                  {client.name}
                </option>
              ))}
            </select>
          </Field>
        )}
        <Field label={t("customers.consent.how")}>
          <select className="inp" name="source" defaultValue="spoken">
            {consentSources.map((source) => (
              <option key={source} value={source}>
                {t(`customers.consent.source.${source}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("customers.consent.proof")}>
          <input className="inp" name="proof" maxLength={1000} placeholder={t("customers.consent.proof_hint")} />
        </Field>
        {verdict === "given" && (
          <Field label={t("customers.consent.until_label")}>
            <input className="inp" name="until" type="date" />
          </Field>
        )}
        {save.error && (
          <p className="danger small" role="alert">
            {problemText(save.error)}
          </p>
        )}
      </form>
    </Dialog>
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const of = (name: string) => String(form.get(name) ?? "").trim() || null;
    const [what, id] = (of("about") ?? "").split(" ");
    const until = of("until");
    const body: Body = {
      verdict,
      source: (of("source") ?? "spoken") as Body["source"],
      purpose: of("purpose"),
      channel: of("channel") as Body["channel"] & string,
      client_id: of("client"),
      proof: of("proof"),
      ...(what === "contact" ? { contact_id: id! } : what === "point" ? { point_id: id! } : {}),
      ...(verdict === "given" && until ? { until: new Date(`${until}T23:59:59`).toISOString() } : {}),
    };
    save.mutate(
      { params: { customerId: record.id }, body },
      {
        onSuccess: () => {
          consentsChanged();
          onClose();
          showToast({ text: t("customers.consent.saved") });
        },
      },
    );
  }
}
