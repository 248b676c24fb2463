import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createCustomerContract,
  customerKinds,
  listCustomersContract,
} from "../../../../server/modules/customers/customer.contract.ts";
import type { BodyOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { isProblem } from "../../../api/problem.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useMe } from "../../../frame/me.ts";
import { needStrings } from "../../../text/locale.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Ticks } from "../../../ui/Ticks.tsx";
import { showToast } from "../../../ui/toasts.ts";
import type { Draft } from "../own/draft.ts";
import { OwnInputs, ownValuesOf } from "../own/OwnInputs.tsx";
import { useOwnFields } from "../own/useOwnFields.ts";
import { type Place, PlacePicker } from "../PlacePicker.tsx";

type Body = BodyOf<typeof createCustomerContract>;
type Kind = (typeof customerKinds)[number];

interface Props {
  /** Somebody who calls: their number is there already. */
  phone?: string;
  onMade?: (customerId: string) => void;
  onClose: () => void;
}

/** A new customer with what one usually knows first; the rest is filled in on the record. */
export function NewCustomer({ phone = "", onMade, onClose }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { users, clients } = useColleagues();
  const navigate = useNavigate();
  const create = useCall(createCustomerContract);
  const [kind, setKind] = useState<Kind>("company");
  const [ticked, setTicked] = useState<string[] | undefined>();
  const [place, setPlace] = useState<Place>({ province: null, city: null, district: null });
  const required = useOwnFields().filter(({ own }) => own.is_required);
  const [typed, setTyped] = useState({ name: "", phone, mail: "" });
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const own = ownValuesOf(required, drafts);
  const isBehindWall = me.user.client_access === "listed";
  const clientIds = ticked ?? (isBehindWall ? clients.slice(0, 1).map((one) => one.id) : []);
  const error = create.error;
  const isShownAtField = Boolean(
    pointProblem("phone") ??
      pointProblem("mail") ??
      fieldProblem(error, "name") ??
      required.find(({ field }) => fieldProblem(error, field)),
  );
  return (
    <Dialog
      place="side"
      title={t("customers.new")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="new-customer" className="btn primary" aria-busy={create.isPending}>
            {t("customers.create")}
          </button>
        </>
      }
    >
      <form
        id="new-customer"
        onSubmit={save}
        noValidate
        onInput={(event) => setTyped(textsOf(new FormData(event.currentTarget)))}
      >
        <div className="seg" role="radiogroup" aria-label={t("customers.filter.kind")} style={{ marginBottom: 16 }}>
          {customerKinds.map((one) => (
            // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
            <button key={one} type="button" role="radio" aria-checked={one === kind} onClick={() => setKind(one)}>
              {t(`customers.kind.${one}`)}
            </button>
          ))}
        </div>
        <Field label={t(`customers.name_of.${kind}`)} error={fieldProblem(error, "name")}>
          <input className="inp" name="name" required ref={focusOnOpen} maxLength={300} autoComplete="off" />
        </Field>
        <Field label={t("customers.point.phone")} error={pointProblem("phone")}>
          <input
            className="inp"
            name="phone"
            defaultValue={phone}
            inputMode="tel"
            autoComplete="off"
            aria-invalid={pointProblem("phone") ? true : undefined}
          />
        </Field>
        <Field label={t("customers.point.mail")} error={pointProblem("mail")}>
          <input
            className="inp"
            name="mail"
            inputMode="email"
            autoComplete="off"
            aria-invalid={pointProblem("mail") ? true : undefined}
          />
        </Field>
        <div className="field">
          <span className="lab">{t("customers.field.place")}</span>
          <PlacePicker value={place} label={t("customers.field.place")} onChange={setPlace} />
        </div>
        <Field label={t("customers.field.owner")}>
          <select className="inp" name="owner" defaultValue={me.user.id}>
            <option value="">{t("customers.no_owner")}</option>
            {users
              .filter((user) => user.is_active)
              .map((user) => (
                <option key={user.id} value={user.id}>
                  {user.name}
                </option>
              ))}
          </select>
        </Field>
        <OwnInputs
          fields={required}
          drafts={drafts}
          error={error}
          unreadable={own.unreadable}
          onChange={(field, draft) => setDrafts({ ...drafts, [field]: draft })}
        />
        {clients.length > 0 && (
          <Ticks
            legend={t("customers.field.clients")}
            hint={t("customers.clients_hint")}
            options={clients}
            chosen={clientIds}
            onChange={(ids) => (ids.length > 0 || !isBehindWall) && setTicked(ids)}
          />
        )}
        <Suspense fallback={null}>
          <Doubles
            draft={{ kind, name: typed.name, ...place, contact_points: pointsOfTexts(typed) }}
            onOpen={onClose}
          />
        </Suspense>
        {error && !isShownAtField && (
          <div className="note danger" role="alert">
            <Icon name="warning" />
            <span>
              {problemText(error)}
              {error.requestId && <span className="t3 small"> {t("frame.request_id", { id: error.requestId })}</span>}
            </span>
          </div>
        )}
      </form>
    </Dialog>
  );

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name")).trim();
    if (!name) {
      event.currentTarget.querySelector<HTMLInputElement>("[name=name]")?.focus();
      return;
    }
    if (own.unreadable.size > 0) return;
    const body: Body = {
      kind,
      name,
      owner_id: String(form.get("owner")) || null,
      contact_points: pointsOf(form),
      ...(clientIds.length > 0 ? { client_ids: clientIds } : {}),
      ...(place.province ? place : {}),
      ...own.values,
    };
    create.mutate(
      { body },
      {
        onSuccess: (made) => {
          void client.invalidateQueries({ queryKey: keyOf(listCustomersContract) });
          onClose();
          onMade?.(made.id);
          showToast({ text: t("customers.created", { name, number: made.number }) });
          void navigate({ to: "/customers/$customerId", params: { customerId: made.id }, search: {} });
        },
      },
    );
  }

  function pointProblem(point: "phone" | "mail"): string | undefined {
    if (!isProblem(error, "contact_point.invalid")) return undefined;
    const isThis = error.detail.kind === point || error.fields.some((one) => one.field.includes(point));
    return isThis ? t(`customers.point.bad_${point}`) : undefined;
  }
}

const Doubles = lazy(async () => {
  const [{ Doubles }] = await Promise.all([import("../duplicates/Doubles.tsx"), needStrings("duplicates")]);
  return { default: Doubles };
});

type Texts = Record<"name" | "phone" | "mail", string>;

function textsOf(form: FormData): Texts {
  const of = (field: string) => String(form.get(field) ?? "").trim();
  return { name: of("name"), phone: of("phone"), mail: of("mail") };
}

const pointsOfTexts = (typed: Texts) =>
  (["phone", "mail"] as const).flatMap((kind) => (typed[kind].length > 4 ? [{ kind, value: typed[kind] }] : []));

function pointsOf(form: FormData): NonNullable<Body["contact_points"]> {
  return (["phone", "mail"] as const)
    .map((kind) => ({ kind, value: String(form.get(kind) ?? "").trim(), is_primary: true }))
    .filter((point) => point.value !== "");
}
