//! Downloads a channel's release with `tough` and compares it with the published file: BASE CHANNEL ROOT PUBLISHED.

use std::error::Error;

use futures_util::TryStreamExt as _;
use tough::{RepositoryLoader, TargetName};
use url::Url;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [base, channel, root, published] = words.as_slice() else {
        return Err("usage: BASE CHANNEL ROOT PUBLISHED".into());
    };
    let root = std::fs::read(root)?;
    let at = |folder: &str| Url::parse(&format!("{base}/c/{channel}/{folder}/"));
    let repository = RepositoryLoader::new(&root, at("metadata")?, at("targets")?).load().await?;
    let name = TargetName::new("release.json")?;
    let stream = repository.read_target(&name).await?.ok_or("no release.json among the targets")?;
    let parts: Vec<_> = stream.try_collect().await?;
    let bytes = parts.concat();
    if bytes != std::fs::read(published)? {
        return Err("the bytes that came are not those that were published".into());
    }
    println!("tough: {channel}, root {}, release.json of {} bytes", repository.root().signed.version, bytes.len());
    Ok(())
}
