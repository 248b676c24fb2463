import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { dayIn } from "../../../platform/filter/period.ts";
import { organisationTimeZone } from "../../people/index.ts";

/** What day it is where the organisation is. */
export const todayOf = async (db: Db): Promise<string> => dayIn(await organisationTimeZone(db), new Date());

/** The same in a query, asked once: where nothing is set it is the zone of a new organisation. */
export const timeZoneSql = sql`coalesce((select value ->> 'time_zone' from setting where name = 'organisation'), 'Asia/Shanghai')`;
const todaySql = sql`(now() at time zone ${timeZoneSql})`;
export const yearBeginSql = sql`(select date_trunc('year', ${todaySql})::date)`;
/** The first of the month that lies so many months before this one. */
export const monthsBeforeSql = (count: number) =>
  sql`(select (date_trunc('month', ${todaySql}) - make_interval(months => ${sql.lit(count)}))::date)`;
