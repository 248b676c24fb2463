import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  readDeliveryContract,
  removeDeliveryContract,
  rhythms,
  setDeliveryContract,
} from "../../../../server/modules/customers/delivery.contract.ts";
import type { BodyOf, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall, useRead } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useMe } from "../../../frame/me.ts";
import { formatFull } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { CheckList } from "../../../ui/CheckList.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import type { SavedView } from "./views.ts";

type Delivery = NonNullable<ResponseOf<typeof readDeliveryContract>["delivery"]>;
type Plan = BodyOf<typeof setDeliveryContract>;

interface Props {
  view: SavedView;
  onClose: () => void;
}

/** When and to whom a view is sent by mail, and how it went last. */
export function DeliveryDialog({ view, onClose }: Props) {
  const { t } = useTranslation();
  const read = useRead(readDeliveryContract, { params: { viewId: view.id } });
  return (
    <Dialog title={t("list.delivery.title", { name: view.name })} wide onClose={onClose}>
      {read.isPending && <Skeleton rows={4} />}
      {read.isError && <p className="danger">{problemText(read.error)}</p>}
      {read.data && <DeliveryForm view={view} delivery={read.data.delivery} onClose={onClose} />}
    </Dialog>
  );
}

function DeliveryForm({ view, delivery, onClose }: Props & { delivery: Delivery | null }) {
  const { t } = useTranslation();
  const me = useMe();
  const { users } = useColleagues();
  const set = useCall(setDeliveryContract);
  const remove = useCall(removeDeliveryContract);
  const params = { viewId: view.id };
  const [plan, setPlan] = useState<Plan>({
    rhythm: delivery?.rhythm ?? "weekly",
    weekday: delivery ? delivery.weekday : 1,
    hour: delivery?.hour ?? 8,
    is_paused: delivery?.is_paused ?? false,
    user_ids: delivery?.recipients.map(({ user }) => user.id) ?? [me.user.id],
  });
  const change = (more: Partial<Plan>) => setPlan({ ...plan, ...more });
  const known = new Set([me.user.id, ...view.shared_users, ...plan.user_ids]);
  const mayGet = users.filter(
    (user) => user.is_active && (known.has(user.id) || view.shared_teams.includes(user.team_id ?? "")),
  );
  const problem = set.error ?? remove.error;
  return (
    <div className="view-form">
      <div className="row delivery-when">
        <Field label={t("list.delivery.rhythm")}>
          <select
            className="inp"
            value={plan.rhythm}
            onChange={(event) =>
              change(
                event.target.value === "daily" ? { rhythm: "daily", weekday: null } : { rhythm: "weekly", weekday: 1 },
              )
            }
          >
            {rhythms.map((rhythm) => (
              <option key={rhythm} value={rhythm}>
                {t(`list.delivery.${rhythm}`)}
              </option>
            ))}
          </select>
        </Field>
        {plan.rhythm === "weekly" && (
          <Field label={t("list.delivery.weekday")}>
            <select
              className="inp"
              value={plan.weekday ?? 1}
              onChange={(event) => change({ weekday: Number(event.target.value) })}
            >
              {[1, 2, 3, 4, 5, 6, 7].map((day) => (
                <option key={day} value={day}>
                  {t(`list.delivery.day.${day}`)}
                </option>
              ))}
            </select>
          </Field>
        )}
        <Field label={t("list.delivery.hour")}>
          <select className="inp" value={plan.hour} onChange={(event) => change({ hour: Number(event.target.value) })}>
            {Array.from({ length: 24 }, (_, hour) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its index
              <option key={hour} value={hour}>
                {`${String(hour).padStart(2, "0")}:00`}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <section>
        <h3 className="small t2">{t("list.delivery.to")}</h3>
        <CheckList
          label={t("list.delivery.to")}
          options={mayGet.map(({ id, name }) => ({ value: id, label: name }))}
          values={plan.user_ids}
          onChange={(user_ids) => change({ user_ids })}
        />
      </section>
      <label className="row tick">
        <input
          type="checkbox"
          className="cb"
          checked={plan.is_paused}
          onChange={(event) => change({ is_paused: event.target.checked })}
        />
        {t("list.delivery.paused")}
      </label>
      {delivery && <Results delivery={delivery} />}
      <p className="small t3">{t("list.delivery.hint")}</p>
      {!me.mail_ready && <p className="small danger">{t("list.delivery.no_server")}</p>}
      {problem && (
        <p className="danger" role="alert">
          {problemText(problem)}
        </p>
      )}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        {delivery && (
          <ActionButton look="text" icon="bin" loading={remove.isPending} onClick={stop}>
            {t("list.delivery.stop")}
          </ActionButton>
        )}
        <span className="grow" />
        <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
        <ActionButton
          look="primary"
          loading={set.isPending}
          blocked={plan.user_ids.length === 0 ? "nobody_chosen" : undefined}
          onClick={() => save(plan, t("list.delivery.saved"))}
        >
          {t("frame.save")}
        </ActionButton>
      </div>
    </div>
  );

  function save(body: Plan, text: string) {
    set.mutate(
      { params, body },
      {
        onSuccess(answer) {
          client.setQueryData(keyOf(readDeliveryContract, { params }), answer);
          showToast({ text });
          onClose();
        },
      },
    );
  }

  function stop() {
    remove.mutate(
      { params },
      {
        onSuccess(answer) {
          client.setQueryData(keyOf(readDeliveryContract, { params }), answer);
          showToast({ text: t("list.delivery.stopped"), undo: () => save(plan, t("list.delivery.saved")) });
          onClose();
        },
      },
    );
  }
}

function Results({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const past = delivery.recipients.filter(({ last_result }) => last_result !== null);
  return (
    <div className="small">
      {delivery.next_at && <p>{t("list.delivery.next", { time: formatFull(delivery.next_at) })}</p>}
      {past.map(({ user, last_at, last_result }) => (
        <p key={user.id} className={last_result === "sent" ? "t2" : "danger"}>
          {t("list.delivery.last", {
            name: user.name,
            time: last_at ? formatFull(last_at) : "",
            result: t(`list.delivery.result.${last_result}`),
          })}
        </p>
      ))}
    </div>
  );
}
