//! JSON-RPC 2.0 over HTTP, as CometBFT speaks it.

use std::error::Error;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::wasmd::Timing;
use crate::{LedgerError, Result};

/// The largest answer that is read: more than any page of events that is asked for.
const MAX_ANSWER: usize = 64 << 20;

/// Why a call gave no result. What matters to a sender is whether the node may have got the request.
pub(super) enum CallError {
    /// The node can't have got it.
    NotSent(LedgerError),
    /// The node may have got it: it did not answer, or not so that one could tell.
    Lost(LedgerError),
    /// The node's answer is an error of its own.
    Refused(Refusal),
}

/// An error object of JSON-RPC.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub code: i64,
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub data: String,
}

impl Refusal {
    /// Message and data in one line.
    pub fn reason(&self) -> String {
        if self.data.is_empty() { self.message.clone() } else { format!("{}: {}", self.message, self.data) }
    }
}

/// A node's RPC.
pub(super) struct Rpc {
    client: Client,
    url: Url,
    name: String,
}

#[derive(Serialize)]
struct Request<'a, P> {
    jsonrpc: &'static str,
    id: u32,
    method: &'a str,
    params: P,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    result: Option<Value>,
    #[serde(default)]
    error: Option<Refusal>,
}

impl Rpc {
    pub fn new(url: &Url, timing: &Timing) -> Result<Self> {
        let mut builder = Client::builder()
            .timeout(timing.call)
            .connect_timeout(timing.call)
            // Requests go to the node that was named and to none that the environment or an answer names.
            .no_proxy()
            .redirect(Policy::none());
        if url.scheme() == "http" {
            // No certificates are read that nothing is checked with: a machine may have none.
            builder = builder.tls_certs_only([]);
        }
        let client = builder
            .build()
            .map_err(|error| LedgerError::InvalidNode { url: url.to_string(), reason: causes(&error) })?;
        Ok(Self { client, url: url.clone(), name: name(url) })
    }

    /// Host and port: what errors call the node. An address may carry a password.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        params: impl Serialize,
    ) -> Result<T, CallError> {
        let request = Request { jsonrpc: "2.0", id: 1, method, params };
        let body = serde_json::to_vec(&request).map_err(|error| CallError::NotSent(error.into()))?;
        let sent = self.client.post(self.url.clone()).header("content-type", "application/json").body(body);
        let answer = self.read(sent.send().await.map_err(|error| self.failed(error))?).await?;
        // The status is no help: CometBFT gives 500 with an error object, a proxy 200 with a page.
        let rubbish = |detail: String| CallError::Lost(self.rubbish(detail));
        let answer: Answer =
            serde_json::from_slice(&answer).map_err(|error| rubbish(format!("{method}: {error}")))?;
        match (answer.error, answer.result) {
            (Some(refusal), _) => Err(CallError::Refused(refusal)),
            (None, Some(result)) => {
                serde_json::from_value(result).map_err(|error| rubbish(format!("{method}: {error}")))
            }
            (None, None) => Err(rubbish(format!("{method}: neither a result nor an error"))),
        }
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Vec<u8>, CallError> {
        let mut body = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| CallError::Lost(self.unreachable(error)))?
        {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(CallError::Lost(
                    self.rubbish(format!("an answer of more than {MAX_ANSWER} bytes")),
                ));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn failed(&self, error: reqwest::Error) -> CallError {
        if error.is_connect() {
            CallError::NotSent(self.unreachable(error))
        } else {
            CallError::Lost(self.unreachable(error))
        }
    }

    fn unreachable(&self, error: reqwest::Error) -> LedgerError {
        LedgerError::NodeUnreachable { node: self.name.clone(), reason: causes(&error.without_url()) }
    }

    pub fn rubbish(&self, detail: String) -> LedgerError {
        LedgerError::NodeRubbish { node: self.name.clone(), detail }
    }
}

fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// An error and what caused it: the first line alone says only that a request failed.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
