import type { ImportTarget } from "./target.ts";

/** The field that a column's head names, in Chinese or English; undefined when it names none that we know. */
export function targetOfHeader(header: string): ImportTarget | undefined {
  const key = headerKey(header);
  return byName.get(key) ?? byName.get(key.replace(/\d+$/, ""));
}

/** 销售额（万元） is in ten thousands: what a cell's number is to be multiplied with. */
export function factorOfHeader(header: string): number {
  if (/亿/.test(header)) return 1e8;
  if (/万|10k/i.test(header)) return 1e4;
  if (/百万|million|\(m\)/i.test(header)) return 1e6;
  return /千元|thousand|\(k\)/i.test(header) ? 1e3 : 1;
}

function headerKey(header: string): string {
  return header
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]/g, "")
    .replace(/[\s_\-*:/.#'"]+/g, "");
}

const names: Record<string, string> = {
  number: "客户编号 客户号 知音编号 customernumber customerno customerid",
  name: "客户名称 客户 客户名 名称 公司名称 公司 公司名 单位名称 单位 企业名称 企业 姓名 客户姓名 客户全称 全称 name customer customername company companyname account accountname fullname organisation organization client",
  kind: "类型 客户类型 客户性质 kind type customertype",
  other_names: "别名 简称 曾用名 英文名 英文名称 客户简称 alias othernames shortname aka",
  stage:
    "客户阶段 生命周期 生命周期阶段 阶段 客户类别 客户级别 客户状态 状态 stage lifecycle lifecyclestage status category",
  source: "来源 客户来源 渠道 获客渠道 线索来源 source leadsource origin channel",
  industry: "行业 所属行业 行业类别 industry sector",
  tax_id:
    "税号 统一社会信用代码 统一信用代码 社会信用代码 信用代码 纳税人识别号 营业执照号 taxid vat vatid vatnumber taxnumber creditcode registrationnumber companynumber",
  founded_on: "成立日期 成立时间 注册日期 founded foundedon established incorporated",
  staff_count: "员工数 人数 员工人数 公司规模 规模 employees staff staffcount headcount numberofemployees",
  revenue_this_year: "今年销售额 本年销售额 本年销售 今年销售 年销售额 revenue revenuethisyear annualrevenue turnover",
  revenue_last_year: "去年销售额 去年销售 上年销售额 revenuelastyear lastyearrevenue",
  potential_amount: "潜力 潜在金额 年潜力 采购潜力 预计年采购额 potential potentialamount annualpotential",
  website: "网站 网址 官网 公司网站 主页 website web url homepage site",
  payment_terms: "付款条件 付款方式 结算方式 账期 paymentterms terms payment",
  province: "省 省份 所在省 所在省份 省市 地区 区域 province state region",
  city: "市 城市 所在城市 地市 city town",
  district: "区 区县 县 县区 district county",
  street: "街道 详细地址 街道地址 street address1 addressline1 streetaddress",
  full_address: "地址 公司地址 联系地址 通讯地址 办公地址 单位地址 完整地址 address fulladdress",
  birth_on: "生日 出生日期 出生年月 birthday birthdate dateofbirth dob born",
  gender: "性别 gender sex",
  occupation: "职业 occupation profession",
  remark: "备注 说明 附注 描述 remark remarks note notes comment comments description",
  phone: "电话 固话 座机 公司电话 单位电话 联系电话 办公电话 phone telephone tel phonenumber officephone companyphone",
  mail: "邮箱 电子邮箱 邮件 公司邮箱 电子邮件 mail email emailaddress e-mail",
  wechat: "微信 微信号 wechat wechatid weixin",
  contact_name: "联系人 联系人姓名 主要联系人 负责人姓名 contact contactname contactperson primarycontact",
  contact_title: "职务 职位 联系人职务 联系人职位 岗位 title jobtitle position contacttitle role",
  contact_phone:
    "联系人电话 联系人手机 手机 手机号 手机号码 移动电话 mobile mobilephone cell cellphone contactphone contactmobile",
  contact_mail: "联系人邮箱 联系人邮件 contactmail contactemail",
  owner: "业务员 销售 销售员 负责人 归属人 所属人 跟进人 客户经理 owner salesperson salesrep accountmanager assignedto",
  tags: "标签 客户标签 tag tags label labels",
};

const byName = new Map<string, ImportTarget>(
  Object.entries(names).flatMap(([target, words]) =>
    words.split(" ").map((word): [string, ImportTarget] => [headerKey(word), target as ImportTarget]),
  ),
);
