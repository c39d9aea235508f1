//! As much of HTTP as a JSON-RPC client speaks.

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// The body of the next request; none if the client has closed.
pub async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(body)
}

/// Sends an answer that says it has the length of `text`, and as much of it as `sent` says.
pub async fn respond(stream: &mut BufReader<TcpStream>, text: &str, sent: usize) -> Option<()> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", text.len());
    let bytes = [head.as_bytes(), &text.as_bytes()[..sent]].concat();
    stream.get_mut().write_all(&bytes).await.ok()
}
