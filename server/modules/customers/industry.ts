/** Industries by their GB/T 4754-2017 code: the ones sellers meet, two digits for a division, three or four for a closer group. */
export type Industry = { code: string; zh: string; en: string };

export function findIndustry(code: string): Industry | undefined {
  return byCode.get(code);
}

/** Reads what a file says: a code, or a name in either language, whole or in part. */
export function guessIndustry(typed: string): Industry | undefined {
  const text = typed.normalize("NFKC").trim().toLowerCase();
  if (text === "") return undefined;
  const exact = byCode.get(text) ?? industries.find(({ zh, en }) => zh === text || en.toLowerCase() === text);
  if (exact || text.length < 2) return exact;
  return industries.find(
    ({ zh, en }) =>
      zh.includes(text) || text.includes(zh.replace(/(?:业|制造业)$/u, "")) || en.toLowerCase().startsWith(text),
  );
}

const table = `01 农业 Agriculture
02 林业 Forestry
03 畜牧业 Livestock farming
04 渔业 Fishing
06 煤炭开采和洗选业 Coal mining
10 非金属矿采选业 Non-metal mining
13 农副食品加工业 Farm product processing
14 食品制造业 Food manufacturing
146 调味品、发酵制品制造 Condiments and fermented foods
15 酒、饮料和精制茶制造业 Drinks and tea
151 酒的制造 Wine and spirits
152 饮料制造 Soft drinks
153 精制茶加工 Tea processing
17 纺织业 Textiles
177 家用纺织制成品制造 Home textiles
18 纺织服装、服饰业 Clothing
19 皮革、毛皮、羽毛及其制品和制鞋业 Leather and footwear
20 木材加工和木、竹、藤、棕、草制品业 Wood and bamboo products
21 家具制造业 Furniture
22 造纸和纸制品业 Paper and paper products
23 印刷和记录媒介复制业 Printing
24 文教、工美、体育和娱乐用品制造业 Stationery, sports goods and toys
26 化学原料和化学制品制造业 Chemicals
268 日用化学产品制造 Cosmetics and household chemicals
27 医药制造业 Pharmaceuticals
28 化学纤维制造业 Chemical fibres
29 橡胶和塑料制品业 Rubber and plastic products
292 塑料制品业 Plastic products
30 非金属矿物制品业 Glass, ceramics and building materials
31 黑色金属冶炼和压延加工业 Iron and steel
33 金属制品业 Metal products
339 铸造及其他金属制品制造 Casting and other metal products
34 通用设备制造业 General machinery
35 专用设备制造业 Special machinery
352 化工、木材、非金属加工专用设备制造 Moulds and processing machinery
358 医疗仪器设备及器械制造 Medical devices
36 汽车制造业 Motor vehicles
37 铁路、船舶、航空航天和其他运输设备制造业 Ships, rail and aerospace
38 电气机械和器材制造业 Electrical equipment
39 计算机、通信和其他电子设备制造业 Computers and electronics
40 仪器仪表制造业 Instruments
42 废弃资源综合利用业 Recycling
44 电力、热力生产和供应业 Power and heat
47 房屋建筑业 Construction
50 建筑装饰、装修和其他建筑业 Interior works
51 批发业 Wholesale
517 机械设备、五金产品及电子产品批发 Machinery and electronics wholesale
52 零售业 Retail
5292 互联网零售 Online retail
53 铁路运输业 Rail transport
54 道路运输业 Road transport
59 装卸搬运和仓储业 Warehousing
60 邮政业 Post and express
61 住宿业 Hotels
62 餐饮业 Restaurants
64 互联网和相关服务 Internet services
65 软件和信息技术服务业 Software and IT services
66 货币金融服务 Banking
68 保险业 Insurance
70 房地产业 Real estate
72 商务服务业 Business services
73 研究和试验发展 Research and development
74 专业技术服务业 Technical services
80 居民服务业 Personal services
83 教育 Education
84 卫生 Health care
87 广播、电视、电影和录音制作业 Film and broadcasting
88 文化艺术业 Arts and culture`;

export const industries: Industry[] = table.split("\n").map((line) => {
  const [code, zh, ...en] = line.split(" ") as [string, string, ...string[]];
  return { code, zh, en: en.join(" ") };
});

const byCode = new Map(industries.map((industry) => [industry.code, industry]));
