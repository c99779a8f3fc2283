import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Stands at each connection of short requests: sends newcomers away politely when the files run
/// out, has connections end when files get few, and cuts off whoever trickles a request.
final class Doorkeeper: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// A request's body must bring as many bytes in each such while.
  private static let slowest = (bytes: 4096, each: TimeAmount.seconds(20))

  private let capacity: Capacity
  private var mayStay = true
  private var isCounted = false
  private var isReading = false
  private var isAnswering = false
  private var endsAfterThis = false
  private var received = 0
  private var watch: Scheduled<Void>?

  init(_ capacity: Capacity) { self.capacity = capacity }

  func handlerAdded(context: ChannelHandlerContext) {
    mayStay = capacity.enter()
    isCounted = true
    // Nobody holds a connection by never reading what was asked for.
    _ = try? context.channel.syncOptions?.setOption(
      .tcpOption(.init(rawValue: TCP_USER_TIMEOUT)), value: 30_000)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    watch?.cancel()
    if isCounted { capacity.leave() }
    isCounted = false
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard mayStay else { return refuse(context, unwrapInboundIn(data)) }
    switch unwrapInboundIn(data) {
    case .head: isReading = true
    case .body(let bytes): received += bytes.readableBytes
    case .end:
      isReading = false
      watch?.cancel()
      watch = nil
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if isReading && watch == nil { expectMore(context) }
    context.fireChannelReadComplete()
  }

  private func expectMore(_ context: ChannelHandlerContext) {
    received = 0
    watch = context.eventLoop.assumeIsolated().scheduleTask(in: Self.slowest.each) {
      guard self.isReading else { return }
      if self.received < Self.slowest.bytes { return context.close(promise: nil) }
      self.expectMore(context)
    }
  }

  private func refuse(_ context: ChannelHandlerContext, _ part: HTTPRequestPart) {
    if case .head = part { answer(context, Capacity.refusal()) }
  }

  /// What is no request gets an answer if none has begun, and the connection ends.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError, !isAnswering else { return context.close(promise: nil) }
    mayStay = false
    answer(
      context, HTTPResponse(status: .badRequest, headerFields: [.contentLength: "0"]))
  }

  /// Answers in place of the application, and closes.
  private func answer(_ context: ChannelHandlerContext, _ head: HTTPResponse) {
    var head = head
    head.headerFields[.connection] = "close"
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      channel.close(promise: nil)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part = unwrapOutboundIn(data)
    switch part {
    case .head: isAnswering = true
    case .end: isAnswering = false
    case .body: break
    }
    switch part {
    case .head(var head) where capacity.isTight && head.headerFields[.audience] == nil:
      endsAfterThis = true
      head.headerFields[.connection] = "close"
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end where endsAfterThis:
      let channel = context.channel
      context.writeAndFlush(data, promise: promise)
      // The browser closes first, and no data is lost on the way; who does not, is closed soon.
      context.eventLoop.scheduleTask(in: .milliseconds(250)) { channel.close(promise: nil) }
    default: context.write(data, promise: promise)
    }
  }
}
