//! The published vectors, rule SG-02, as a user meets them: `sign` makes them and `inspect` finds them right.
//! That the library signs and verifies them is tested beside it, in `wire::signature`.

use crate::support::{Ended, Folder, start_with};

/// The vector of version 1.0 of the Signature page, put right by its later editions.
const FIRST: &str = "/?Timestamp=2016-02-23T12%3A46%3A24Z&Format=XML&AccessKeyId=testid\
    &Action=DescribeRegions&SignatureMethod=HMAC-SHA1\
    &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&SignatureVersion=1.0\
    &Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D";

/// That of "Request syntax and signature method V2 for RPC APIs".
const SECOND: &str = "/?AccessKeyId=testid&Action=DescribeDedicatedHosts&Format=JSON\
    &RegionId=cn-beijing&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&Version=2014-05-26\
    &SignatureNonce=edb2b34af0af9a6d14deaf7c1a5315eb&Timestamp=2023-03-13T08%3A34%3A30Z\
    &Signature=9NaGiOspFP5UPcwX8Iwt2YJXXuk%3D";

/// That of "Request syntax and signature method V3".
const THIRD: &str =
    "/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai";
const THIRD_SIGNATURE: &str = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn third_headers(signature: &str) -> Vec<String> {
    vec![
        "host: ecs.cn-shanghai.aliyuncs.com".to_owned(),
        "x-acs-action: RunInstances".to_owned(),
        "x-acs-version: 2014-05-26".to_owned(),
        "x-acs-date: 2023-10-26T10:22:32Z".to_owned(),
        "x-acs-signature-nonce: 3156853299f313e23d1673dc12e1703d".to_owned(),
        format!("x-acs-content-sha256: {EMPTY}"),
        format!(
            "authorization: ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;\
             x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
             Signature={signature}"
        ),
    ]
}

fn with_secret(secret: &str, arguments: &[&str]) -> Ended {
    start_with(arguments, &[("ECS_ACCESS_KEY_SECRET", secret)]).end()
}

fn inspected(secret: &str, request: &str) -> Ended {
    let folder = Folder::new();
    let file = folder.write("request", request);
    with_secret(secret, &["inspect", &file])
}

#[test]
fn inspect_finds_the_published_vectors_right_and_nothing_else() {
    let first = format!("GET {FIRST} HTTP/1.1\r\nHost: ecs.aliyuncs.com\r\n\r\n");
    let second = format!("GET {SECOND} HTTP/1.1\r\nHost: ecs.aliyuncs.com\r\n\r\n");
    let head = third_headers(THIRD_SIGNATURE).join("\r\n");
    let third = format!("POST {THIRD} HTTP/1.1\r\n{head}\r\nContent-Length: 0\r\n\r\n");
    for (secret, request) in
        [("testsecret", first), ("testsecret", second), ("YourAccessKeySecret", third)]
    {
        inspected(secret, &request).expect(0).tells(&["verdict: signed right"]);
        let other = request.replacen("2014-05-26", "2014-05-27", 1);
        assert!(!inspected(secret, &other).all().contains("verdict: signed right"), "{other}");
    }
    // What the page of 2018 prints for the first, and what every edition prints in its last address.
    let misprint =
        FIRST.replace("OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D", "CT9X0VtwR86fNWSnsc6v8YGOjuE%3D");
    let twice = FIRST.replace("%3A", "%253A");
    for wrong in [misprint, twice] {
        let request = format!("GET {wrong} HTTP/1.1\r\nHost: ecs.aliyuncs.com\r\n\r\n");
        let ended = inspected("testsecret", &request);
        assert!(!ended.all().contains("verdict: signed right"), "{}", ended.all());
    }
}

#[test]
fn sign_makes_the_published_vectors() {
    let common = ["sign", "--access-key-id", "testid"];
    let first = [
        "--timestamp",
        "2016-02-23T12:46:24Z",
        "--nonce",
        "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "Format=XML",
        "Action=DescribeRegions",
    ];
    let second = [
        "--timestamp",
        "2023-03-13T08:34:30Z",
        "--nonce",
        "edb2b34af0af9a6d14deaf7c1a5315eb",
        "Format=JSON",
        "Action=DescribeDedicatedHosts",
        "RegionId=cn-beijing",
    ];
    for (more, signature) in [
        (&first[..], "OLeaidS1JvxuMvnyHOwuJ+uX5qY="),
        (&second[..], "9NaGiOspFP5UPcwX8Iwt2YJXXuk="),
    ] {
        with_secret("testsecret", &[&common, more].concat()).expect(0).tells(&[signature]);
    }
    let url = format!("http://ecs.cn-shanghai.aliyuncs.com{THIRD}");
    let headers = third_headers("");
    let headers = headers.iter().flat_map(|line| ["--header", line]);
    let again = ["sign", "--curl", "--access-key-id", "YourAccessKeyId", "--method", "POST"];
    let kept = ["--keep", "x-acs-date", "--keep", "x-acs-signature-nonce", "--resend", &url];
    let third: Vec<&str> = again.into_iter().chain(headers).chain(kept).collect();
    with_secret("YourAccessKeySecret", &third).expect(0).tells(&[THIRD_SIGNATURE]);
}
