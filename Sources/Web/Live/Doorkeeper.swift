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

  private let capacity: Capacity
  private var mayStay = true
  private var isCounted = false
  private var isReading = false
  /// Whether bytes have come that are not yet a whole head.
  private var isBeginning = false
  private var hasReadPart = false
  private var isAnswering = false
  private var endsAfterThis = false
  private var received = 0
  private var watch: Scheduled<Void>?
  private let before: (Doorkeeper) -> DirectAnswers

  /// - Parameter before: makes the handler that stands before this one, where requests are as they
  ///   were read.
  init(_ capacity: Capacity, before: @escaping (Doorkeeper) -> DirectAnswers) {
    self.capacity = capacity
    self.before = before
  }

  /// Whether requests of this connection need not pass here: it may stay, and goes on afterwards.
  var isAtEase: Bool { mayStay && !capacity.isTight }

  /// A request is read before it comes here, if it comes here at all: it is watched like any other.
  func requestBegan() {
    isBeginning = false
    isReading = true
    endWatch()
  }

  /// More of such a request was read.
  func requestGrew(by bytes: Int) { received += bytes }

  /// Such a request was read to its end, and does not come here.
  func requestEnded() {
    isBeginning = false
    isReading = false
    endWatch()
  }

  func handlerAdded(context: ChannelHandlerContext) {
    mayStay = capacity.enter()
    isCounted = true
    if let decoder = try? context.pipeline.syncOperations.handler(
      type: ByteToMessageHandler<HTTPRequestDecoder>.self)
    {
      try? context.pipeline.syncOperations.addHandler(before(self), position: .after(decoder))
    }
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
    hasReadPart = true
    guard mayStay else { return refuse(context, unwrapInboundIn(data)) }
    switch unwrapInboundIn(data) {
    case .head:
      isBeginning = false
      isReading = true
      endWatch()
    case .body(let bytes): received += bytes.readableBytes
    case .end:
      isReading = false
      endWatch()
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if !hasReadPart && !isReading { isBeginning = true }
    hasReadPart = false
    if (isReading || isBeginning) && mayStay && watch == nil { expectMore(context) }
    context.fireChannelReadComplete()
  }

  private func endWatch() {
    watch?.cancel()
    watch = nil
  }

  private func expectMore(_ context: ChannelHandlerContext) {
    received = 0
    let pace = capacity.slowest
    watch = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(pace.each)) {
      guard self.isReading || self.isBeginning else { return }
      if self.isReading && self.received >= pace.bytes { return self.expectMore(context) }
      self.giveUp(context, .requestTimeout)
    }
  }

  /// Answers what cannot be served, if no answer has begun, and the connection ends.
  private func giveUp(_ context: ChannelHandlerContext, _ status: HTTPResponse.Status) {
    guard !isAnswering else { return context.close(promise: nil) }
    mayStay = false
    answer(context, HTTPResponse(status: status, headerFields: [.contentLength: "0"]))
  }

  private func refuse(_ context: ChannelHandlerContext, _ part: HTTPRequestPart) {
    if case .head = part { answer(context, Capacity.refusal()) }
  }

  /// What is no request.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError else { return context.close(promise: nil) }
    giveUp(context, .badRequest)
  }

  /// Answers in place of the application, under the same guards as any page, and closes.
  private func answer(_ context: ChannelHandlerContext, _ head: HTTPResponse) {
    var head = head
    head.headerFields[.connection] = "close"
    for (name, value) in Site.guards { head.headerFields[name] = value }
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
