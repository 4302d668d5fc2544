//! `/assets/`: what pages load.

use reqwest::Method;

use crate::support::on_both_databases;

on_both_databases! {
    async fn browsers_keep_assets_and_ask_whether_they_changed(app: App) {
        let anonymous = app.anonymous();
        for (name, media_type) in [
            ("pages.css", "text/css; charset=utf-8"), ("icons.svg", "image/svg+xml"), ("icon.svg", "image/svg+xml"),
        ] {
            let path = format!("/assets/{name}");
            let asset = anonymous.get(&path).await.ok();
            assert_eq!(asset.header("content-type"), Some(media_type));
            assert_eq!(asset.header("cache-control"), Some("public, no-cache"));
            let again = anonymous.request(Method::GET, &path).header("If-None-Match", asset.etag()).send().await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{again}");
            let packed = anonymous.request(Method::GET, &path).header("Accept-Encoding", "gzip").bytes().await;
            assert_ne!(packed.0.get("etag").unwrap(), asset.etag(), "two codings share a tag");
        }
        for unknown in ["/assets/", "/assets/other.css", "/assets/..%2fhome.html"] {
            anonymous.get(unknown).await.refused(404, "not_found");
        }
    }
}
