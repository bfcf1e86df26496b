//! Generates a site of any size from the sample content, signed records included, the same bytes for the same seed:
//! `cargo bench --bench corpus -- --articles 10000 --out DIR [--seed 1]`.
//!
//! A volume is one copy of the sample's articles in which ids, claims, numbers of sections and the order of sentences
//! differ. Records are those of the sample, made out to the new text and signed with the demo keys.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a program of its own, which writes files")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use kepu::gate::fingerprint;
use kepu::host::memory::MemorySources;
use kepu::load;
use kepu::model::article::{Article, ArticleId, Kind};
use kepu::model::history::NoHistory;
use kepu::model::record::{Decision, SIGNOFF_NAMESPACE, SignOff, Statement};
use kepu::seal;
use rayon::prelude::*;

type Fallible<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// When the sample is looked at: only what is published then is a template.
const NOW: &str = "2026-11-24T00:00:00Z";
/// An emergency text ends by itself, so a corpus of them would not last.
const LEFT_OUT: &str = "emergency";

fn main() -> Fallible {
    let asked = Asked::read(std::env::args().skip(1))?;
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let sample = Sample::read(&here)?;
    sample.copy_settings(&here, &asked.out)?;
    let once = sample.once.len().min(asked.articles);
    let varied = asked.articles - once;
    let volumes = varied.div_ceil(sample.articles.len()).max(1);
    let written: Vec<usize> = (0..volumes)
        .into_par_iter()
        .map(|volume| {
            let left = varied - volume * sample.articles.len();
            let here = &sample.once[..if volume == 0 { once } else { 0 }];
            let templates: Vec<&Template> = sample.articles.iter().take(left).chain(here).collect();
            sample.volume(volume, &templates, asked.seed, &asked.out)
        })
        .collect::<Fallible<_>>()?;
    println!("{} articles, {} records", asked.articles, written.iter().sum::<usize>());
    Ok(())
}

/// What the command line asks for.
struct Asked {
    articles: usize,
    out: PathBuf,
    seed: u64,
}

impl Asked {
    fn read(words: impl Iterator<Item = String>) -> Fallible<Self> {
        let words: Vec<String> = words.filter(|word| word != "--bench").collect();
        let value = |name: &str| {
            let at = words.iter().position(|word| word == name)?;
            words.get(at + 1).cloned()
        };
        let out = value("--out").ok_or("usage: --articles N --out DIR [--seed N]")?;
        let articles = value("--articles").map_or(Ok(1_000), |text| text.parse())?;
        let seed = value("--seed").map_or(Ok(1), |text| text.parse())?;
        if Path::new(&out).join("content").exists() {
            return Err(format!("{out} holds a site already").into());
        }
        Ok(Self { articles, out: out.into(), seed })
    }
}

/// The sample's published articles, what signed them, and the settings around them.
struct Sample {
    settings: Vec<(String, Vec<u8>)>,
    articles: Vec<Template>,
    /// Glossaries stand in the first volume alone: a term has one meaning in a site.
    once: Vec<Template>,
    keys: BTreeMap<String, String>,
}

struct Template {
    /// `agriculture/rice-blast`.
    folder: String,
    id: String,
    text: String,
    assets: Vec<(String, Vec<u8>)>,
    records: Vec<(String, Statement)>,
}

impl Sample {
    fn read(root: &Path) -> Fallible<Self> {
        let disk = kepu::host::disk::DiskSources::new(root.to_owned());
        let library = load::library(&disk).map_err(|stop| format!("the sample cannot be loaded: {stop:?}"))?;
        let judged = kepu::pipeline::judge(&library, &disk, &NoHistory, NOW.parse::<jiff::Timestamp>()?)
            .map_err(|error| error.reason)?;
        let published = |id: &ArticleId| {
            judged.standings.iter().any(|standing| standing.id == id.as_str() && standing.state.is_listed())
        };
        let (mut articles, mut once) = (Vec::new(), Vec::new());
        for (id, article) in &library.articles {
            let folder = article.dir.below("content").unwrap_or_default().to_owned();
            let topic = folder.split('/').next().unwrap_or_default();
            let records = library.records_of(id.as_str());
            let records = approvals(article, records);
            if topic == LEFT_OUT || !published(id) {
                continue;
            }
            let text = fs::read_to_string(root.join(article.source.as_str()))?;
            let asset = |asset: &kepu::model::article::Asset| -> Fallible<_> {
                Ok((asset.name.clone(), fs::read(root.join(asset.path.as_str()))?))
            };
            let assets = article.assets.iter().map(asset).collect::<Fallible<_>>()?;
            let shelf = if article.front.kind.value == Kind::Glossary { &mut once } else { &mut articles };
            shelf.push(Template { folder, id: id.to_string(), text, assets, records });
        }
        let mut keys = BTreeMap::new();
        for entry in fs::read_dir(root.join("demo/keys"))? {
            let path = entry?.path();
            if path.extension().is_none() {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                keys.insert(name, fs::read_to_string(path)?);
            }
        }
        Ok(Self { settings: settings(root)?, articles, once, keys })
    }

    fn copy_settings(&self, root: &Path, out: &Path) -> Fallible {
        for (name, bytes) in &self.settings {
            write(&out.join(name), bytes)?;
        }
        write(&out.join(".gitignore"), b"/public\n/dist\n/.kepu\n")?;
        write(&out.join(".gitattributes"), &fs::read(root.join("src/cli/new_site/gitattributes"))?)
    }

    /// Writes one volume and says how many records it has.
    fn volume(&self, volume: usize, templates: &[&Template], seed: u64, out: &Path) -> Fallible<usize> {
        let mut memory = MemorySources::default();
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for (at, template) in templates.iter().enumerate() {
            let mut dice = Dice(seed ^ ((volume as u64) << 20) ^ ((at as u64) << 1) | 1);
            let dir = format!("content/v{volume:04}/{}", template.folder);
            files.push((format!("{dir}/index.md"), vary(template, volume, &mut dice).into_bytes()));
            let assets = template.assets.iter();
            files.extend(assets.map(|(name, bytes)| (format!("{dir}/{name}"), bytes.clone())));
        }
        for (name, bytes) in self.settings.iter().chain(&files) {
            memory.put(name, bytes.clone())?;
        }
        let library = load::library(&memory).map_err(|stop| format!("volume {volume}: {stop:?}"))?;
        let mut count = 0;
        for template in templates {
            let id = id_of(template, volume);
            let article = library.articles.values().find(|article| article.id().as_str() == id);
            let article = article.ok_or_else(|| format!("{id} does not load: {:?}", library.findings))?;
            let digest = fingerprint::digest(article);
            files.push((
                format!("records/{id}/{}", fingerprint::parts_file_name(&digest)),
                fingerprint::manifest_text(article).into_bytes(),
            ));
            for (name, statement) in &template.records {
                let statement = Statement { article: id.clone(), digest, ..statement.clone() };
                let key = self.keys.get(&statement.reviewer).ok_or("a demo key is missing")?;
                let signed = statement.signed_text();
                let armour = seal::sign(key, SIGNOFF_NAMESPACE, signed.as_bytes())?;
                files.push((format!("records/{id}/{name}"), format!("{signed}{}\n", armour.trim_end()).into_bytes()));
                count += 1;
            }
        }
        for (name, bytes) in files {
            write(&out.join(name), &bytes)?;
        }
        Ok(count)
    }
}

/// The approvals of the present version.
fn approvals(article: &Article, records: &[SignOff]) -> Vec<(String, Statement)> {
    let digest = fingerprint::digest(article);
    let of_it = records.iter().filter(|record| record.statement.digest == digest);
    let approve = of_it.filter(|record| record.statement.decision == Decision::Approve);
    approve.map(|record| (record.path.file_name().to_owned(), record.statement.clone())).collect()
}

fn settings(root: &Path) -> Fallible<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for name in ["site.yaml", "reviewers.yaml", "emergencies.yaml"] {
        found.push((name.to_owned(), fs::read(root.join(name))?));
    }
    for folder in ["themes", "lexicons"] {
        let mut open = vec![root.join(folder)];
        while let Some(next) = open.pop() {
            let Ok(entries) = fs::read_dir(&next) else { continue };
            for entry in entries {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                    found.push((name, fs::read(path)?));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

fn write(path: &Path, bytes: &[u8]) -> Fallible {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}

fn id_of(template: &Template, volume: usize) -> String {
    format!("{}-v{volume:04}", template.id)
}

/// The template's text with another id, another claim, and the sentences of its plain paragraphs in another order.
fn vary(template: &Template, volume: usize, dice: &mut Dice) -> String {
    let mut text = String::with_capacity(template.text.len() + 64);
    let mut fences = 0;
    for line in template.text.lines() {
        fences += usize::from(line == "---");
        if fences < 2 {
            if line == format!("id: {}", template.id) {
                text.push_str(&format!("id: {}", id_of(template, volume)));
            } else if line.starts_with("  text: ") {
                text.push_str(&format!("  text: {}", other_claim(dice)));
            } else {
                text.push_str(line);
            }
        } else {
            text.push_str(&shuffled(line, dice));
        }
        text.push('\n');
    }
    text
}

/// A claim far from that of any other volume, as the rumours of real years are far from each other: KP506 would tell
/// every pair of near ones, and a corpus of a few claims with other names would be a corpus of findings.
fn other_claim(dice: &mut Dice) -> String {
    const CAUSES: &[&str] = &[
        "早晨空腹喝盐水",
        "睡前泡艾草脚",
        "把洋葱切开摆床头",
        "手机贴金属片",
        "冰箱里搁半块柚皮",
        "把旧土豆埋进灶灰",
        "用绿豆汤送药",
        "给稻田撒洗衣粉",
        "雨后立刻翻耕",
        "猪圈挂红布",
        "戴磁石手链",
        "烧纸钱熏蚊虫",
        "井里投白矾三斤",
        "煮饭加小苏打",
        "把电池放进冷冻室",
        "夜里开窗听雷",
        "生鱼片蘸芥末",
        "腌菜坛压鹅卵石",
        "蜂蜜拌大葱",
        "隔墙装路由器",
        "柴油掺煤油",
        "高温天晾湿蓑衣",
        "蚕豆花泡酒",
        "苹果打蜡抛光",
        "骑车逆风憋气",
        "拔罐放血",
        "洗头后马上吹空调",
        "微波炉热牛奶",
        "塑料桶装辣油",
        "墙角堆石灰",
    ];
    const EFFECTS: &[&str] = &[
        "能把结石化掉",
        "就不会得近视",
        "细菌全部死光",
        "信号会强一倍",
        "孩子智商下降",
        "让人秃顶",
        "骨头越来越脆",
        "虫卵当场爆开",
        "收成翻番",
        "母猪多产崽",
        "血脂自己降",
        "引来雷劈",
        "水质变甜",
        "胃里长瘤",
        "省电七成",
        "续航多跑百里",
        "闻到地震前兆",
        "寄生物跑光",
        "坛子炸裂",
        "肝脏排毒",
        "辐射穿墙伤胎",
        "发动机报废",
        "农药残留归零",
        "皮肤白如玉",
        "果核有剧毒",
        "肺活量猛涨",
        "湿气全出",
        "面瘫难治",
        "营养丢个精光",
        "霉菌钻进被褥",
    ];
    const LINKS: &[&str] = &["，", "，还有", "；听邻居讲，", "，群里又传", "，据称"];
    let mut claim = String::new();
    for part in 0..3 {
        if part > 0 {
            claim.push_str(dice.pick(LINKS));
        }
        claim.push_str(dice.pick(CAUSES));
        claim.push_str(dice.pick(EFFECTS));
    }
    format!("\"{claim}\"")
}

/// The sentences of a plain paragraph in another order; lists, tables, headings, notes and pictures stay.
fn shuffled(line: &str, dice: &mut Dice) -> String {
    let plain = line.chars().next().is_some_and(|first| !first.is_ascii() || first.is_ascii_digit())
        && !line.contains(['|', '[', '“', '*', '：'])
        && !line.starts_with(|c: char| c.is_ascii_digit());
    if !plain {
        return line.to_owned();
    }
    let mut sentences: Vec<&str> = line.split_inclusive('。').collect();
    for at in (1..sentences.len()).rev() {
        sentences.swap(at, dice.below(at as u64 + 1) as usize);
    }
    sentences.concat()
}

/// xorshift64*: small, seeded, the same everywhere. Source: Vigna 2016, "An experimental exploration of Marsaglia's
/// xorshift generators, scrambled".
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}
